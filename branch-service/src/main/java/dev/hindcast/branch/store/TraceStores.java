package dev.hindcast.branch.store;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The configured stores. Immutable. */
public final class TraceStores {
  private final SortedMap<String, TraceStore> stores = new TreeMap<>();

  /** Stores with different ids. */
  public TraceStores(Collection<TraceStore> stores) {
    for (var store : stores) {
      if (this.stores.put(store.id(), store) != null) {
        throw new IllegalArgumentException("store " + store.id() + " is configured twice");
      }
    }
  }

  /** All of them, by id. */
  public List<TraceStore> all() {
    return List.copyOf(stores.values());
  }

  /** The store, or the failure that there is none. */
  public TraceStore require(String id) {
    var store = stores.get(id);
    if (store == null) {
      throw new FailureException(new Failure.ResourceNotFound("stores/" + id));
    }
    return store;
  }
}
