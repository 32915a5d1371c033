package dev.hindcast.branch.branch;

import dev.hindcast.branch.store.ForkHome;
import dev.hindcast.branch.store.Providers;
import java.util.List;

/** Stores and providers of live branches, each of which is configured. */
public record KnownHomes(List<ForkHome> homes) {
  public KnownHomes {
    homes = List.copyOf(homes);
  }

  /**
   * Those that are on record.
   *
   * @throws IllegalArgumentException if one is not configured any more
   */
  public static KnownHomes of(BranchStore branches, Providers providers) {
    var homes = branches.homes();
    providers.require(homes);
    return new KnownHomes(homes);
  }
}
