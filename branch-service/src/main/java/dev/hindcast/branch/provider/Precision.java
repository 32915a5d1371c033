package dev.hindcast.branch.provider;

/** How exactly a fork point is known. */
public enum Precision {
  /** Exact to the transaction. */
  SNAPSHOT,
  /** Exact to the write-ahead log record. */
  LSN,
  /** As exact as the provider's clock. */
  TIME
}
