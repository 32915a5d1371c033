package dev.hindcast.branch.expiry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When to warn.
 *
 * @param ahead of the expiry; a branch that lives shorter is warned of at once
 */
public record ExpiryWarning(Duration ahead) {
  public ExpiryWarning {
    requireNonNull(ahead);
    if (ahead.isNegative()) {
      throw new IllegalArgumentException("hindcast.branch.expiry-warning must not be negative");
    }
  }
}
