package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.reads.Reads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bundle ready to decide. Immutable and thread-safe; deciding is a pure function of the input and
 * never throws for anything an action may contain.
 */
public interface CompiledBundle {

  Bundle bundle();

  /** Of the {@link dev.hindcast.policy.bundle.BundleSource} it was compiled from. */
  String digest();

  Reads reads();

  /**
   * Why this bundle cannot judge the action honestly, if so. Looks only at rules whose match clause
   * admits it.
   */
  Optional<NotReplayableReason> unjudgeable(Action action);

  /** Decides within an evaluation that other bundles may share. */
  Decision decide(Evaluation evaluation, SkippedErrors skipped);

  /**
   * Every rule whose match clause admits the action, what it said and what it saw, and the
   * decision. Not for hot paths.
   */
  Explanation explain(EvaluationInput input);

  /**
   * The enabled rules in the order in which they are combined. Two bundles of one combining and
   * default effect decide alike wherever the rules that apply are alike, in the same order.
   */
  List<EvaluableRule> rules();

  /** Fingerprints of the enabled rules, see {@link EvaluableRule#fingerprint()}. */
  Set<String> fingerprints();

  /**
   * The same bundle, in which the rules with these fingerprints keep their outcomes in the given
   * slots of an evaluation. See {@link SharedRules}.
   */
  CompiledBundle sharing(Map<String, Integer> slots);

  default Decision decide(EvaluationInput input) {
    return decide(new Evaluation(input), SkippedErrors.IGNORED);
  }
}
