package dev.hindcast.branch.store;

import dev.hindcast.branch.provider.BranchProvider;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The provider that forks each store from now on, and those that made the forks there are.
 * Immutable.
 */
@Singleton
public final class Providers {
  private final TraceStores stores;
  private final Map<String, BranchProvider> byName = new HashMap<>();

  /** Refuses a store whose provider is not there. */
  public Providers(TraceStores stores, List<BranchProvider> providers) {
    this.stores = stores;
    providers.forEach(provider -> byName.put(provider.name(), provider));
    for (var store : stores.all()) {
      if (!byName.containsKey(store.provider())) {
        throw new IllegalArgumentException(
            "hindcast.branch.stores."
                + store.id()
                + ".provider is "
                + store.provider()
                + "; there are "
                + byName.keySet());
      }
    }
  }

  /** The provider that makes a store's forks, or the failure that there is no such store. */
  public BranchProvider of(String store) {
    return byName.get(stores.require(store).provider());
  }

  /**
   * The provider that made a fork, whichever makes the store's forks now.
   *
   * @param provider its name, as it is on record
   */
  public BranchProvider of(String store, String provider) {
    var made = byName.get(provider);
    if (made == null) {
      throw new IllegalStateException(stores.require(store) + " has forks by " + provider);
    }
    return made;
  }

  /**
   * Refuses settings with which live forks could neither be used nor removed.
   *
   * @param homes of all live forks
   */
  public void require(Collection<ForkHome> homes) {
    for (var home : homes) {
      var isStore = stores.all().stream().anyMatch(store -> store.id().equals(home.store()));
      if (!isStore || !byName.containsKey(home.provider())) {
        throw new IllegalArgumentException(
            "there are live branches of stores/%s by the provider %s, but no such %s: configure it until they are deleted"
                .formatted(home.store(), home.provider(), isStore ? "provider" : "store"));
      }
    }
  }
}
