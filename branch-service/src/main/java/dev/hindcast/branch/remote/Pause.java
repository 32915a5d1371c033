package dev.hindcast.branch.remote;

import java.time.Duration;

/** How to let time pass. */
@FunctionalInterface
public interface Pause {

  /** Returns after that time; zero at once. */
  void await(Duration duration);

  /** The real one; an interrupt ends the call with an exception. */
  static Pause sleeping() {
    return duration -> {
      try {
        Thread.sleep(duration);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a remote engine works", e);
      }
    };
  }
}
