package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

/**
 * Where forks are.
 *
 * @param store its id
 * @param provider that made them
 */
public record ForkHome(String store, String provider) {
  public ForkHome {
    requireNonNull(store);
    requireNonNull(provider);
  }
}
