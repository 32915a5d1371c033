package dev.hindcast.system;

/** A process that a fault can befall. */
interface Victim {

  /** Starts it again after {@link #kill} or {@link #terminate}. */
  void start();

  /** {@code kill -9}; returns when it is gone. */
  void kill();

  /** Ends it in good order and waits. */
  void terminate();

  /** Freezes it: its connections stay open and nobody answers. */
  void suspend();

  /** Ends {@link #suspend}. */
  void resume();
}
