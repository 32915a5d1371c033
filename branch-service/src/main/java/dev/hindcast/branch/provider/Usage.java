package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * What a fork costs and how old it has become. Empty is what the engine does not tell.
 *
 * @param divergenceBytes what the fork itself holds on disk beyond what an unwritten one holds; 0
 *     at creation
 * @param logicalBytes what the fork appears to hold, shared or not; never its cost
 * @param arrivedActions actions committed in the store that the fork does not see, counted up to
 *     {@link #MOST_ARRIVALS}: that number means so many or more
 */
public record Usage(
    OptionalLong divergenceBytes, OptionalLong logicalBytes, OptionalLong arrivedActions) {
  /** Where the count of arrived actions ends. */
  public static final long MOST_ARRIVALS = 1_000_000;

  public Usage {
    requireNonNull(divergenceBytes);
    requireNonNull(logicalBytes);
    requireNonNull(arrivedActions);
  }

  /** Nothing is known. */
  public static Usage unknown() {
    return new Usage(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }
}
