package dev.hindcast.policy.judge;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.Evaluation;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.engine.SharedRules;
import dev.hindcast.policy.reads.Reads;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges actions with a baseline and a candidate. A rule that both have is evaluated once an
 * action. Thread-safe; a pure function of the input.
 */
public final class Judge {
  private final SharedRules linked;
  private final Map<Side, CompiledBundle> bundles = new EnumMap<>(Side.class);
  private final CompiledBundle baseline;
  private final CompiledBundle candidate;
  private final Reads reads;
  private final Untouched untouched;

  public Judge(CompiledBundle baseline, CompiledBundle candidate) {
    this.linked = SharedRules.link(List.of(baseline, candidate));
    this.baseline = linked.bundles().get(0);
    this.candidate = linked.bundles().get(1);
    bundles.put(Side.BASELINE, this.baseline);
    bundles.put(Side.CANDIDATE, this.candidate);
    this.reads = baseline.reads().union(candidate.reads());
    this.untouched = Untouched.of(baseline, candidate);
  }

  public CompiledBundle bundle(Side side) {
    return bundles.get(side);
  }

  /** Both. */
  public List<CompiledBundle> bundles() {
    return linked.bundles();
  }

  /** What either side reads: what must be fetched. */
  public Reads reads() {
    return reads;
  }

  public Verdict judge(EvaluationInput input) {
    return judge(input, SideErrors.IGNORED);
  }

  /**
   * Judges with one bundle alone where no changed rule's match clause admits the action: the other
   * one decides alike.
   *
   * @param errors is not told about actions that turn out not replayable
   */
  public Verdict judge(EvaluationInput input, SideErrors errors) {
    return untouched.holds(input.action()) ? judgeOnce(input, errors) : judgeBoth(input, errors);
  }

  /** As {@link #judge}, always with both bundles, whatever is known beforehand. */
  public Verdict judgeBoth(EvaluationInput input) {
    return judgeBoth(input, SideErrors.IGNORED);
  }

  private Verdict judgeOnce(EvaluationInput input, SideErrors errors) {
    Optional<NotReplayableReason> reason = baseline.unjudgeable(input.action());
    if (reason.isPresent()) {
      return new Verdict.NotReplayable(reason.get());
    }
    Evaluation evaluation = linked.begin(input);
    var skipped = new Skips();
    Decision decision = baseline.decide(evaluation, skipped.ofBoth());
    Optional<NotReplayableReason> found = evaluation.unknownRead();
    if (found.isPresent()) {
      return new Verdict.NotReplayable(found.get());
    }
    skipped.tell(errors);
    return new Verdict.Unchanged(decision);
  }

  private Verdict judgeBoth(EvaluationInput input, SideErrors errors) {
    Action action = input.action();
    Optional<NotReplayableReason> reason = baseline.unjudgeable(action);
    if (reason.isEmpty()) {
      reason = candidate.unjudgeable(action);
    }
    if (reason.isPresent()) {
      return new Verdict.NotReplayable(reason.get());
    }
    Evaluation evaluation = linked.begin(input);
    var skipped = new Skips();
    Decision before = baseline.decide(evaluation, skipped.of(Side.BASELINE));
    Decision after = candidate.decide(evaluation, skipped.of(Side.CANDIDATE));
    Optional<NotReplayableReason> found = evaluation.unknownRead();
    if (found.isPresent()) {
      return new Verdict.NotReplayable(found.get());
    }
    skipped.tell(errors);
    Optional<ChangeKind> kind = ChangeKind.of(before, after);
    return kind.isEmpty()
        ? new Verdict.Unchanged(before)
        : new Verdict.Changed(kind.get(), before, after);
  }
}
