package dev.hindcast.gateway.replay;

/** State of a replay. */
public enum ReplayState {
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  /** No shard is handed out until it is resumed. */
  PAUSED;

  /** Whether it never changes again. */
  public boolean isFinal() {
    return switch (this) {
      case RUNNING, PAUSED -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
