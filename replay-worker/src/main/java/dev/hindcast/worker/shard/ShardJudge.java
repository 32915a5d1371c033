package dev.hindcast.worker.shard;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.WorkflowPast;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.branch.RecordedAction;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a shard's actions as they come, adds up their verdicts and collects the changes. With
 * history, the actions must come by workflow in order of their steps. Confined to one thread at a
 * time.
 */
final class ShardJudge {
  private final Judge judge;
  private final Window window;
  private final boolean history;
  private final BatchBuilder batch;
  private final ShardAccumulator shard = new ShardAccumulator();

  private final WorkflowPast past;

  ShardJudge(Judge judge, Window window, ShardLimits limits) {
    this.judge = judge;
    this.window = window;
    this.history = judge.reads().history();
    this.past = new WorkflowPast(judge.reads());
    this.batch = new BatchBuilder(limits);
  }

  /** The batches that are full now. */
  List<List<JudgedChange>> take(Portion portion) {
    return switch (portion) {
      case Portion.Judged(var rows) -> judge(rows);
      case Portion.Audited(var rows) -> {
        audit(rows);
        yield List.of();
      }
      case Portion.Unpulled(var count) -> {
        shard.addUnpulled(count);
        yield List.of();
      }
    };
  }

  private List<List<JudgedChange>> judge(List<RecordedAction> rows) {
    List<List<JudgedChange>> full = List.of();
    for (var row : rows) {
      judge(row);
      if (batch.isFull()) {
        full = full.isEmpty() ? new ArrayList<>(1) : full;
        full.add(batch.take());
      }
    }
    return full;
  }

  /** Judges actions that were counted as unchanged; fails on the first one that is not. */
  private void audit(List<RecordedAction> rows) {
    for (var row : rows) {
      var action = row.action();
      switch (judge.judgeBoth(EvaluationInput.of(action))) {
        case Verdict.Unchanged _ -> shard.addAudited();
        case Verdict.Changed(var kind, _, _) -> throw audited(action, kind.id());
        case Verdict.NotReplayable(var reason) ->
            throw audited(action, "not replayable, " + reason.id());
      }
    }
  }

  private static AuditFailedException audited(Action action, String found) {
    return new AuditFailedException(
        "action "
            + action.id()
            + " was left out as unchanged, but it is "
            + found
            + ": replay with the full mode, and report this defect");
  }

  /** The last batch, which need not be full. */
  List<List<JudgedChange>> rest() {
    return batch.isEmpty() ? List.of() : List.of(batch.take());
  }

  ShardSummary summary() {
    return shard.summary();
  }

  private void judge(RecordedAction row) {
    if (!history) {
      judge(EvaluationInput.of(row.action()));
      return;
    }
    // What lies outside the window was read as history only.
    if (!row.past() && window.contains(row.action().time())) {
      judge(past.input(row.action()));
    }
    past.append(row.action(), row.result(), row.error());
  }

  private void judge(EvaluationInput input) {
    Action action = input.action();
    var verdict = judge.judge(input, shard);
    shard.add(action, verdict);
    if (verdict instanceof Verdict.Changed changed) {
      batch.add(JudgedChange.of(action, changed));
    }
  }
}
