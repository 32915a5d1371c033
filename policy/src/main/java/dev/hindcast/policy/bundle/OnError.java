package dev.hindcast.policy.bundle;

import java.util.Locale;
import java.util.Optional;

/** What an evaluation error of a rule means. */
public enum OnError {
  /** Fail closed: the action is denied by this rule, as an error. */
  DENY,
  /** The rule counts as not matched; the error is counted. */
  SKIP;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OnError> byId(String id) {
    for (OnError onError : values()) {
      if (onError.id().equals(id)) {
        return Optional.of(onError);
      }
    }
    return Optional.empty();
  }
}
