package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.bundle.Modification;
import dev.hindcast.policy.bundle.OnError;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one decision of several rules. Rules come in evaluation order: declared order, under {@code
 * PRIORITY} by priority and effect. Rules that cannot change the decision any more are not
 * evaluated, so their skipped errors are not counted; under {@code PRIORITY} those are all rules of
 * a lower priority than one that applies.
 */
final class Combiner {
  private final Combining combining;
  private final Decision byDefault;

  Combiner(Combining combining, Effect defaultEffect) {
    this.combining = combining;
    this.byDefault = Decision.byDefault(defaultEffect);
  }

  Decision combine(IndexedRule[] rules, Evaluation evaluation, SkippedErrors skipped) {
    Action action = evaluation.input().action();
    IndexedRule best = null;
    Effect bestEffect = null;
    RuleOutcome.Failed bestError = null;
    List<Modification> modifications = null;
    for (IndexedRule rule : rules) {
      if (best != null && isOutranked(rule.rule(), best.rule())) {
        break;
      }
      if (!rule.admits(action)) {
        continue;
      }
      Effect effect;
      RuleOutcome.Failed error = null;
      switch (rule.outcome(evaluation)) {
        case RuleOutcome.NotMatched _ -> {
          continue;
        }
        case RuleOutcome.Matched _ -> effect = rule.rule().effect();
        case RuleOutcome.Failed failed -> {
          if (rule.rule().onError() == OnError.SKIP) {
            skipped.skipped(rule.rule().id(), failed.message());
            continue;
          }
          effect = Effect.DENY;
          error = failed;
        }
      }
      if (effect == Effect.MODIFY) {
        modifications = modifications == null ? new ArrayList<>() : modifications;
        modifications.addAll(rule.rule().modify());
      }
      if (wins(effect, bestEffect)) {
        best = rule;
        bestEffect = effect;
        bestError = error;
      }
      if (isFinal(bestEffect)) {
        break;
      }
    }
    return best == null
        ? byDefault
        : decision(best.rule(), bestEffect, bestError, modifications, best, evaluation);
  }

  /** Under {@code PRIORITY} only rules of one priority ever come to be compared. */
  private boolean wins(Effect effect, @Nullable Effect best) {
    return best == null
        || switch (combining) {
          case DENY_OVERRIDES, PRIORITY -> effect.strongerThan(best);
          case FIRST_MATCH -> false;
        };
  }

  /** Rules of a lower priority than one that applies have no say at all, in edits neither. */
  private boolean isOutranked(Rule rule, Rule best) {
    return combining == Combining.PRIORITY && rule.priority() < best.priority();
  }

  private boolean isFinal(@Nullable Effect best) {
    return combining == Combining.FIRST_MATCH || best == Effect.DENY;
  }

  private static Decision decision(
      Rule rule,
      Effect effect,
      RuleOutcome.@Nullable Failed error,
      @Nullable List<Modification> modifications,
      IndexedRule indexed,
      Evaluation evaluation) {
    if (error != null) {
      return Decision.byError(new EvaluationError(rule.id(), error.message()));
    }
    String message = rule.message().isEmpty() ? "" : indexed.evaluable().message(evaluation);
    if (effect != Effect.MODIFY || modifications == null) {
      return Decision.byRule(effect, rule.id(), rule.reason(), message);
    }
    Map<String, Object> args = evaluation.input().action().args();
    return new Decision(
        effect,
        rule.id(),
        rule.reason(),
        message,
        args == null ? List.of() : ArgumentEditor.edits(args, modifications),
        Optional.empty());
  }
}
