package dev.hindcast.policy.judge;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.Evaluation;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.engine.SharedRules;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Judges actions with one baseline and several candidates. The baseline decides once an action, and
 * a rule that several bundles have is evaluated once. Each verdict is the one that {@link Judge}
 * gives for the baseline and that candidate alone. Thread-safe; a pure function of the input.
 */
public final class PassJudge {
  private final SharedRules linked;
  private final CompiledBundle baseline;
  private final List<CompiledBundle> candidates;
  private final Reads reads;

  /**
   * @param candidates at least one
   */
  public PassJudge(CompiledBundle baseline, List<CompiledBundle> candidates) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a pass has at least one candidate");
    }
    var all = new ArrayList<CompiledBundle>(candidates.size() + 1);
    all.add(baseline);
    all.addAll(candidates);
    this.linked = SharedRules.link(all);
    this.baseline = linked.bundles().getFirst();
    this.candidates = linked.bundles().subList(1, all.size());
    this.reads = all.stream().map(CompiledBundle::reads).reduce(Reads::union).orElseThrow();
  }

  public CompiledBundle baseline() {
    return baseline;
  }

  /** In the order they were given. */
  public List<CompiledBundle> candidates() {
    return candidates;
  }

  /** The baseline and all candidates. */
  public List<CompiledBundle> bundles() {
    return linked.bundles();
  }

  /** What any of the bundles reads: what must be fetched. */
  public Reads reads() {
    return reads;
  }

  /**
   * Judges one action.
   *
   * @param errors of a candidate by its place; is not told about an action that turns out not
   *     replayable with that candidate
   * @return a verdict a candidate, in their order
   */
  public Verdict[] judge(EvaluationInput input, IntFunction<? extends SideErrors> errors) {
    Action action = input.action();
    var verdicts = new Verdict[candidates.size()];
    Optional<NotReplayableReason> unjudgeable = baseline.unjudgeable(action);
    if (unjudgeable.isPresent()) {
      Arrays.fill(verdicts, new Verdict.NotReplayable(unjudgeable.get()));
      return verdicts;
    }
    Evaluation evaluation = linked.begin(input);
    var skippedBefore = new Skips();
    Decision before = baseline.decide(evaluation, skippedBefore.of(Side.BASELINE));
    int marks = evaluation.marks();
    Verdict.Unchanged unchanged = null;
    for (int i = 0; i < verdicts.length; i++) {
      CompiledBundle candidate = candidates.get(i);
      Optional<NotReplayableReason> reason = candidate.unjudgeable(action);
      if (reason.isPresent()) {
        verdicts[i] = new Verdict.NotReplayable(reason.get());
        continue;
      }
      evaluation.backTo(marks);
      var skipped = new Skips();
      Decision after = candidate.decide(evaluation, skipped.of(Side.CANDIDATE));
      reason = evaluation.unknownRead();
      if (reason.isPresent()) {
        verdicts[i] = new Verdict.NotReplayable(reason.get());
        continue;
      }
      skippedBefore.tell(errors.apply(i));
      skipped.tell(errors.apply(i));
      Optional<ChangeKind> kind = ChangeKind.of(before, after);
      if (kind.isPresent()) {
        verdicts[i] = new Verdict.Changed(kind.get(), before, after);
      } else {
        unchanged = unchanged == null ? new Verdict.Unchanged(before) : unchanged;
        verdicts[i] = unchanged;
      }
    }
    return verdicts;
  }
}
