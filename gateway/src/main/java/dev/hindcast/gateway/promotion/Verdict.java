package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

/**
 * What became of one gate.
 *
 * @param gate its condition
 * @param detail what it read of the diff, or why it could not be evaluated
 */
public record Verdict(String gate, boolean passed, String detail) {
  public Verdict {
    requireNonNull(gate);
    requireNonNull(detail);
  }
}
