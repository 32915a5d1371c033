package dev.hindcast.branch.metrics;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The live branches of a store in one state; at least one.
 *
 * @param oldest creation of the oldest
 * @param divergenceBytes what they hold themselves, as measured last
 */
public record ForkCount(
    String store, String state, int count, Instant oldest, long divergenceBytes) {
  public ForkCount {
    requireNonNull(store);
    requireNonNull(state);
    requireNonNull(oldest);
  }
}
