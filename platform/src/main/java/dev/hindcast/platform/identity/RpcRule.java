package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may call a method.
 *
 * @param method full name, e.g. {@code hindcast.replay.v1.ReplayService/Promote}
 * @param roles any of which will do; empty only if it is open to all
 * @param scope on which store
 * @param trail what the audit log keeps of it
 */
public record RpcRule(String method, Set<Role> roles, Scope scope, Trail trail) {
  public RpcRule {
    requireNonNull(method);
    requireNonNull(scope);
    requireNonNull(trail);
    roles = Set.copyOf(roles);
    if (roles.isEmpty() != scope instanceof Scope.Open) {
      throw new IllegalArgumentException(method + " is open to all, or for some roles");
    }
  }

  /** What the audit log keeps. */
  public enum Trail {
    /** Nothing: it only reads. */
    NOTHING,
    /** Denials. What is let through is too frequent, and recorded or fenced elsewhere. */
    DENIALS,
    /** An entry before it begins and one after it ended; and denials. */
    CALLS
  }

  /** Its service, e.g. {@code hindcast.replay.v1.ReplayService}. */
  public String service() {
    return method.substring(0, method.indexOf('/'));
  }

  /** Its own name, e.g. {@code Promote}. */
  public String name() {
    return method.substring(method.indexOf('/') + 1);
  }

  /** The roles in the order of their declaration. */
  public List<Role> rolesInOrder() {
    return roles.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(roles));
  }
}
