package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.bundle.ParamOverride;
import java.util.List;

/**
 * How a policy is made that is not in the branch as it is: a bundle of the branch with other values
 * of its params.
 *
 * @param baseDigest of that bundle
 */
public record Derivation(String baseDigest, List<ParamOverride> overrides) {
  public Derivation {
    requireNonNull(baseDigest, "baseDigest");
    overrides = List.copyOf(overrides);
  }
}
