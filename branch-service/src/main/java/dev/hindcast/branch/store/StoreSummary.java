package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Capabilities;

/** A store, its provider and what that can do there. */
public record StoreSummary(String store, String provider, Capabilities capabilities) {
  public StoreSummary {
    requireNonNull(store);
    requireNonNull(provider);
    requireNonNull(capabilities);
  }
}
