package dev.hindcast.worker.shard;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.WorkflowPast;
import dev.hindcast.policy.judge.PassJudge;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.worker.assignment.Follower;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.branch.RecordedAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a shard's actions with every candidate of a pass, as {@link ShardJudge} does with one.
 * Confined to one thread at a time.
 */
final class PassShard {
  private final PassJudge judge;
  private final Window window;
  private final ShardLimits limits;
  private final List<Follower> followers;
  private final boolean history;
  private final PassBatchBuilder batch;
  private final WorkflowPast past;
  private final List<ShardAccumulator> shards = new ArrayList<>();

  PassShard(PassJudge judge, List<Follower> followers, Window window, ShardLimits limits) {
    this.judge = judge;
    this.window = window;
    this.limits = limits;
    this.followers = followers;
    this.history = judge.reads().history();
    this.past = new WorkflowPast(judge.reads());
    this.batch = new PassBatchBuilder(limits, followers);
    for (int i = 0; i <= followers.size(); i++) {
      shards.add(new ShardAccumulator());
    }
  }

  /** The batches that are full now. */
  List<PassBatch> judge(List<RecordedAction> rows) {
    List<PassBatch> full = List.of();
    for (var row : rows) {
      judge(row);
      if (batch.isFull()) {
        full = full.isEmpty() ? new ArrayList<>(1) : full;
        full.add(batch.take());
      }
    }
    return full;
  }

  /** The last changes, then the results of all that follow. */
  List<PassBatch> rest() {
    var rest = new ArrayList<PassBatch>();
    if (!batch.isEmpty()) {
      rest.add(batch.take());
    }
    var parts = new ArrayList<PassBatch.Part>();
    long bytes = 0;
    for (int i = 0; i < followers.size(); i++) {
      var result = result(i + 1, 0);
      parts.add(new PassBatch.Part(followers.get(i).replay(), List.of(), Optional.of(result)));
      bytes += size(result.summary());
      if (bytes >= limits.batchBytes() || i == followers.size() - 1) {
        rest.add(new PassBatch(List.of(), parts));
        parts.clear();
        bytes = 0;
      }
    }
    return rest;
  }

  /** The result of the replay whose shard it is. */
  ShardResult leader(long batches) {
    return result(0, batches);
  }

  /** What the shard came to: its actions once, its changes of every candidate. */
  void tell(ShardMetrics metrics, ShardSpan span) {
    span.judged(shards.getFirst().summary());
    metrics.finished(shards.getFirst().summary());
    shards.stream().skip(1).forEach(shard -> metrics.found(shard.summary()));
  }

  private ShardResult result(int candidate, long batches) {
    return new ShardResult(
        batches,
        shards.get(candidate).summary(),
        judge.baseline().bundle(),
        judge.candidates().get(candidate).bundle());
  }

  /** About how many bytes a summary takes on the wire. */
  private static long size(ShardSummary summary) {
    return 256
        + 48L
            * (summary.transitions().size()
                + summary.byRule().size()
                + summary.byTool().size()
                + summary.byAgent().size()
                + summary.byHour().size()
                + summary.decisions().size());
  }

  private void judge(RecordedAction row) {
    if (!history) {
      judge(EvaluationInput.of(row.action()));
      return;
    }
    // What lies outside the window was read as history only.
    if (window.contains(row.action().time())) {
      judge(past.input(row.action()));
    }
    past.append(row.action(), row.result(), row.error());
  }

  private void judge(EvaluationInput input) {
    Action action = input.action();
    var verdicts = judge.judge(input, shards::get);
    for (int i = 0; i < verdicts.length; i++) {
      shards.get(i).add(action, verdicts[i]);
      if (verdicts[i] instanceof Verdict.Changed changed) {
        batch.add(i, JudgedChange.of(action, changed));
      }
    }
  }
}
