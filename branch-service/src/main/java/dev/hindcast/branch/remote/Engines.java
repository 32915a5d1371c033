package dev.hindcast.branch.remote;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The engines of the stores that one provider forks. They are made when the service starts, without
 * a call: a misspelt option is found then, not when somebody forks. Immutable.
 */
public final class Engines {
  private final Map<String, Place> places = new HashMap<>();

  /**
   * A store's engine.
   *
   * @param project what the engine serves one change at a time for
   */
  public record Place(RemoteEngine engine, String project) {
    public Place {
      requireNonNull(engine);
      requireNonNull(project);
    }
  }

  /**
   * The engines of the stores of {@code provider}.
   *
   * @param engine reads a store's options; throws IllegalArgumentException if they are wrong
   */
  public Engines(TraceStores stores, String provider, Function<TraceStore, Place> engine) {
    for (var store : stores.all()) {
      if (store.provider().equals(provider)) {
        places.put(store.id(), engine.apply(store));
      }
    }
  }

  /** The engine of a store, or the failure that this provider forks no such store. */
  Place of(String store) {
    var place = places.get(store);
    if (place == null) {
      throw new FailureException(new Failure.ResourceNotFound("stores/" + store));
    }
    return place;
  }
}
