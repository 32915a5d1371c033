package dev.hindcast.gateway.chore;

import java.time.Duration;

/**
 * Something to do now and then. Every gateway does it, so it must be safe to do twice at once; it
 * may fail and is tried again next time.
 */
public interface Chore {

  String name();

  /** About how often. */
  Duration every();

  void run();
}
