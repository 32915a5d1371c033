package dev.hindcast.gateway.plan;

/** What a caller says about the mode of a replay. */
public enum ModeChoice {
  /** Delta where that is sound, else full. */
  SOUND_DELTA,
  FULL,
  /** Delta, or nothing. */
  DELTA
}
