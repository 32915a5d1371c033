package dev.hindcast.gateway.replay;

/** State of a replay. All but {@link #RUNNING} are final. */
public enum ReplayState {
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED
}
