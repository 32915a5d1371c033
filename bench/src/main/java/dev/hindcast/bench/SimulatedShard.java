package dev.hindcast.bench;

import com.google.protobuf.Timestamp;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.DecisionProtos;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Outcome;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.ShardSummary;
import dev.hindcast.proto.worker.v1.WorkRequest;
import java.util.ArrayList;
import java.util.List;

/** What a worker would have found in a shard: made once, sent under any lease. */
record SimulatedShard(List<List<Change>> batches, ShardSummary summary) {
  private static final int STEPS = 10;

  /**
   * @param first id of its first action
   * @param count of its changes
   * @param batch changes in a batch at most
   */
  static SimulatedShard of(long first, int count, int batch) {
    var sum = new ShardAccumulator();
    List<List<Change>> batches = new ArrayList<>();
    for (int from = 0; from < count; from += batch) {
      List<Change> changes = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + batch); i++) {
        changes.add(change(first + i, sum));
      }
      batches.add(changes);
    }
    return new SimulatedShard(batches, SummaryProtos.toProto(sum.summary(), List.of()));
  }

  WorkRequest batch(ShardLease lease, int sequence) {
    return WorkRequest.newBuilder()
        .setChanges(
            ChangeBatch.newBuilder()
                .setLease(lease)
                .setSequence(sequence)
                .addAllChanges(batches.get(sequence)))
        .build();
  }

  WorkRequest summary(ShardLease lease) {
    return WorkRequest.newBuilder()
        .setSummary(summary.toBuilder().setLease(lease).setBatchCount(batches.size()))
        .build();
  }

  private static Change change(long id, ShardAccumulator sum) {
    var verdict =
        new Verdict.Changed(
            ChangeKind.NEWLY_DENIED,
            Decision.byDefault(Effect.ALLOW),
            Decision.byRule(
                Effect.DENY, "transfer-limit", "amount", "a transfer of " + id + " is over 5000"));
    var workflow = "fleet-" + id / STEPS;
    var step = (int) (id % STEPS);
    sum.add(Action.builder("payments.transfer").id(id).workflow(workflow, step).build(), verdict);
    return Change.newBuilder()
        .setActionId(id)
        .setKind(dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_DENIED)
        .setWorkflowId(workflow)
        .setStep(step)
        .setOutcome(Outcome.OUTCOME_SUCCESS)
        .setTool("payments.transfer")
        .setAgent("billing-agent-7")
        .setActionTime(Timestamp.newBuilder().setSeconds(1_700_000_000 + id))
        .setBaseline(DecisionProtos.toProto(verdict.baseline()))
        .setCandidate(DecisionProtos.toProto(verdict.candidate()))
        .setLost(true)
        .setDiverges(true)
        .build();
  }
}
