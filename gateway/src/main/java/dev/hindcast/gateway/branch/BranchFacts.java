package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What the branch-service says about a branch.
 *
 * @param standing whether it answers queries
 * @param state in a word for a person, e.g. {@code ready}, {@code expired}, {@code deleted}
 * @param forkDuration how long the fork took
 */
public record BranchFacts(
    String name, Standing standing, String state, ForkPoint forkPoint, Duration forkDuration) {
  public BranchFacts {
    requireNonNull(name);
    requireNonNull(standing);
    requireNonNull(state);
    requireNonNull(forkPoint);
    requireNonNull(forkDuration);
  }

  /** Whether a branch answers queries. */
  public enum Standing {
    USABLE,
    /** It is being made or set back, and answers in a while. */
    NOT_NOW,
    /** It never answers again. */
    GONE
  }

  public boolean usable() {
    return standing == Standing.USABLE;
  }

  /**
   * What keeps a replay of a fork from using this branch now.
   *
   * @return empty if nothing does
   */
  public Optional<String> unusableFor(ForkPoint fork) {
    if (!usable()) {
      return Optional.of(state);
    }
    return goneFor(fork);
  }

  /**
   * Why a replay of a fork can never use this branch again.
   *
   * @return empty if it can, if only later
   */
  public Optional<String> goneFor(ForkPoint fork) {
    return switch (standing) {
      case GONE -> Optional.of(state);
      case NOT_NOW -> Optional.empty();
      case USABLE ->
          forkPoint.isSameForkAs(fork)
              ? Optional.empty()
              : Optional.of("another fork under the same name by now");
    };
  }
}
