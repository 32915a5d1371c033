package dev.hindcast.policy.bundle;

import java.util.Optional;

/** How the effects of several matching rules become one decision. */
public enum Combining {
  /**
   * The strongest effect of all matching rules wins; among equals the rule declared first. An
   * {@code allow} rule only overrides the default, and only when nothing stronger matches.
   */
  DENY_OVERRIDES("deny-overrides"),

  /** The rule declared first among the matching ones. */
  FIRST_MATCH("first-match"),

  /** The highest priority; among equals the stronger effect, then the rule declared first. */
  PRIORITY("priority");

  private final String id;

  Combining(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  public static Optional<Combining> byId(String id) {
    for (Combining combining : values()) {
      if (combining.id.equals(id)) {
        return Optional.of(combining);
      }
    }
    return Optional.empty();
  }
}
