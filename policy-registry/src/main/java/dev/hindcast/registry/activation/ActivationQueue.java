package dev.hindcast.registry.activation;

import static java.util.Objects.requireNonNull;

/** The activations of one bundle for one store: delivered one after the other, oldest first. */
public record ActivationQueue(String store, String bundle) {
  public ActivationQueue {
    requireNonNull(store, "store");
    requireNonNull(bundle, "bundle");
  }
}
