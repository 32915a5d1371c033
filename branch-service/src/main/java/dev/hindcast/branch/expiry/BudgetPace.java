package dev.hindcast.branch.expiry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much a run of the budget sweep does.
 *
 * @param forks it measures at most
 * @param age that a measurement must have before the next
 */
public record BudgetPace(int forks, Duration age) {
  public BudgetPace {
    requireNonNull(age);
    if (forks < 1 || age.isNegative()) {
      throw new IllegalArgumentException(
          "hindcast.branch.measure-forks must be positive, measure-age not negative");
    }
  }
}
