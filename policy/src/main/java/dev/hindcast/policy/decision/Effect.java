package dev.hindcast.policy.decision;

import java.util.Locale;
import java.util.Optional;

/** What a policy wants to happen to an action. Declared strongest first. */
public enum Effect {
  DENY,
  REQUIRE_APPROVAL,
  MODIFY,
  WARN,
  ALLOW;

  private final String id = name().toLowerCase(Locale.ROOT);

  /** The stable snake_case name used in bundles, tables and digests. */
  public String id() {
    return id;
  }

  public boolean strongerThan(Effect other) {
    return compareTo(other) < 0;
  }

  /** True if the action happens without a person's consent, possibly with changed arguments. */
  public boolean passes() {
    return this != DENY && this != REQUIRE_APPROVAL;
  }

  public static Optional<Effect> byId(String id) {
    for (Effect effect : values()) {
      if (effect.id.equals(id)) {
        return Optional.of(effect);
      }
    }
    return Optional.empty();
  }
}
