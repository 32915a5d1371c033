package dev.hindcast.gateway.gauge;

/** Counts what is open in the control database. Thread-safe, blocking. */
public interface CensusStore {

  /** Costs what the open shards cost, whatever ran before. */
  Census read();
}
