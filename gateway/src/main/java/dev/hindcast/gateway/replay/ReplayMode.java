package dev.hindcast.gateway.replay;

/** Which actions a replay judges. */
public enum ReplayMode {
  /** Every action. */
  FULL,
  /** Those that a changed rule can touch, or that may not be replayable. */
  DELTA
}
