package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.decision.Effect;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a bundle, the unit of attribution.
 *
 * @param severity free word for people, such as {@code high}; empty if not given
 * @param priority only meaningful under {@link Combining#PRIORITY}; higher goes first
 * @param when the condition; absent means that every action the match clause admits matches
 * @param reason low-cardinality word; empty if not given
 * @param message expression that gives the text for people
 */
public record Rule(
    String id,
    String description,
    String severity,
    boolean enabled,
    int priority,
    Match match,
    Optional<Expression> when,
    Effect effect,
    String reason,
    Optional<Expression> message,
    List<Modification> modify,
    OnError onError,
    Position position) {

  public Rule {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    requireNonNull(severity, "severity");
    requireNonNull(match, "match");
    requireNonNull(when, "when");
    requireNonNull(effect, "effect");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    modify = List.copyOf(modify);
    requireNonNull(onError, "onError");
    requireNonNull(position, "position");
  }
}
