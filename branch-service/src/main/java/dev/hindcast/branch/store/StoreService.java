package dev.hindcast.branch.store;

import dev.hindcast.branch.bundle.BundleCheck;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What callers may know of a store and append to it. */
@Singleton
public final class StoreService {
  private final TraceStores stores;
  private final Providers providers;
  private final ActivationStore activations;
  private final Clock clock;

  StoreService(TraceStores stores, Providers providers, ActivationStore activations, Clock clock) {
    this.stores = stores;
    this.providers = providers;
    this.activations = activations;
    this.clock = clock;
  }

  /** A store and the capabilities of its provider there. */
  public StoreSummary get(String id) {
    var store = stores.require(id);
    return new StoreSummary(id, store.provider(), providers.of(id).capabilities(id));
  }

  /**
   * Appends that a version became active in production; repeating a move is harmless.
   *
   * @param version {@code bundles/{bundle}/versions/{number}}; the archive must be of that bundle
   * @param time when production moved; empty: now
   */
  public void recordActivation(
      String store, UUID moveId, String version, byte[] archive, Optional<Instant> time) {
    var id = stores.require(store).id();
    var bundle = BundleCheck.accept(archive, version);
    activations.append(
        id,
        new Activation(
            moveId,
            bundle.name(),
            version,
            bundle.digest(),
            archive,
            time.orElseGet(clock::instant)));
  }
}
