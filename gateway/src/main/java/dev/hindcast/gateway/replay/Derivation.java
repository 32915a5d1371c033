package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.ParamOverride;
import java.util.List;

/**
 * How a candidate that was never loaded is made: see {@link
 * dev.hindcast.policy.bundle.DerivedBundle}.
 *
 * @param baseDigest of the loaded bundle
 */
public record Derivation(String baseDigest, List<ParamOverride> overrides) {
  public Derivation {
    requireNonNull(baseDigest);
    overrides = List.copyOf(overrides);
  }
}
