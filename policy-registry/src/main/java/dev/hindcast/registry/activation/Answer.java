package dev.hindcast.registry.activation;

import static java.util.Objects.requireNonNull;

/** What came of telling a store. */
public sealed interface Answer {

  /** The store holds the activation. */
  record Recorded() implements Answer {}

  /**
   * It is not known whether the store holds it; telling it again may help.
   *
   * @param problem for the log
   */
  record Unavailable(String problem) implements Answer {
    public Unavailable {
      requireNonNull(problem, "problem");
    }
  }

  /**
   * The store does not hold it, and telling it again will hardly help.
   *
   * @param reason for people: no driver text, no secret
   */
  record Refused(String reason) implements Answer {
    public Refused {
      requireNonNull(reason, "reason");
    }
  }
}
