package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

/**
 * Another value for a param of a bundle.
 *
 * @param json the value as JSON text
 */
public record ParamOverride(String param, String json) {
  public ParamOverride {
    requireNonNull(param, "param");
    requireNonNull(json, "json");
  }
}
