package dev.hindcast.gateway.scaler;

/** Reads the backlog. Thread-safe, blocking. */
public interface BacklogStore {

  /** The backlog now. Costs what the open shards of running replays cost, whatever ran before. */
  Backlog read();
}
