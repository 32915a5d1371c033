package dev.hindcast.branch.store;

import dev.hindcast.branch.provider.BranchProvider;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The provider of each store. Immutable. */
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

  /** The provider of a store, or the failure that there is no such store. */
  public BranchProvider of(String store) {
    return byName.get(stores.require(store).provider());
  }
}
