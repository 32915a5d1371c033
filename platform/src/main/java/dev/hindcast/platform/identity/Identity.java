package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * A caller whose credential was believed.
 *
 * @param subject its name, as the credential gives it
 */
public record Identity(String subject, List<Grant> grants) {
  public Identity {
    requireNonNull(subject);
    grants = List.copyOf(grants);
    if (subject.isBlank()) {
      throw new IllegalArgumentException("a subject must not be empty");
    }
  }

  /** Whether it has one of the roles on a store, or on every store for {@code *}. */
  public boolean has(Set<Role> roles, String store) {
    return grants.stream().anyMatch(grant -> roles.contains(grant.role()) && grant.covers(store));
  }

  /** Whether it has one of the roles on any store. */
  public boolean hasAnywhere(Set<Role> roles) {
    return grants.stream().anyMatch(grant -> roles.contains(grant.role()));
  }

  /** Whether it is one of Hindcast's own services. */
  public boolean isService() {
    return hasAnywhere(Set.of(Role.SERVICE));
  }
}
