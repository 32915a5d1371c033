package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What the branch-service says about a branch.
 *
 * @param usable whether it answers queries
 * @param state in a word for a person, e.g. {@code ready}, {@code expired}, {@code deleted}
 * @param forkDuration how long the fork took
 */
public record BranchFacts(
    String name, boolean usable, String state, ForkPoint forkPoint, Duration forkDuration) {
  public BranchFacts {
    requireNonNull(name);
    requireNonNull(state);
    requireNonNull(forkPoint);
    requireNonNull(forkDuration);
  }

  /**
   * What keeps a replay of a fork from using this branch.
   *
   * @return empty if nothing does
   */
  public Optional<String> unusableFor(ForkPoint fork) {
    if (!usable) {
      return Optional.of(state);
    }
    return forkPoint.isSameForkAs(fork)
        ? Optional.empty()
        : Optional.of("another fork under the same name by now");
  }
}
