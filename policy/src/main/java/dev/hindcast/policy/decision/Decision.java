package dev.hindcast.policy.decision;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What one bundle says about one action.
 *
 * @param ruleId the deciding rule; empty if the bundle's default decided
 * @param reason low-cardinality reason; empty if the rule gives none
 * @param message text for people; not part of what makes two decisions different
 * @param edits canonical: sorted by path, only edits that really change a value; empty unless the
 *     effect is {@code MODIFY}
 * @param error set if the decision is a deny because the rule could not be evaluated
 */
public record Decision(
    Effect effect,
    String ruleId,
    String reason,
    String message,
    List<ArgumentEdit> edits,
    Optional<EvaluationError> error) {

  /** The reason of every decision that an evaluation error made. */
  public static final String EVALUATION_ERROR = "evaluation_error";

  public Decision {
    requireNonNull(effect, "effect");
    requireNonNull(ruleId, "ruleId");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    edits = List.copyOf(edits);
    requireNonNull(error, "error");
  }

  public static Decision byDefault(Effect effect) {
    return new Decision(effect, "", "", "", List.of(), Optional.empty());
  }

  public static Decision byRule(Effect effect, String ruleId, String reason, String message) {
    return new Decision(effect, ruleId, reason, message, List.of(), Optional.empty());
  }

  public static Decision byError(EvaluationError error) {
    return new Decision(
        Effect.DENY,
        error.ruleId(),
        EVALUATION_ERROR,
        error.message(),
        List.of(),
        Optional.of(error));
  }

  public Decision withEdits(List<ArgumentEdit> newEdits) {
    return new Decision(effect, ruleId, reason, message, newEdits, error);
  }
}
