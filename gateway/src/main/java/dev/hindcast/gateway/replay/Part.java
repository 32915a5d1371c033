package dev.hindcast.gateway.replay;

/** Part of a replay. */
public enum Part {
  /** The actions of the fork. */
  HISTORY,
  /** The actions that arrived after it. */
  LIVE
}
