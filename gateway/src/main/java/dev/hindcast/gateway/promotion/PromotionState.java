package dev.hindcast.gateway.promotion;

/** State of a promotion. */
public enum PromotionState {
  /** On record, being carried out. */
  PENDING,
  /** The channel moved. */
  DONE,
  /** The channel was elsewhere. */
  REFUSED,
  /** On record for its verdicts only. */
  GATES_FAILED,
  /** Never on record: a check that passed. */
  VALIDATED
}
