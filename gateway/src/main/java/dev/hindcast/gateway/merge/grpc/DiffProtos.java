package dev.hindcast.gateway.merge.grpc;

import dev.hindcast.gateway.change.BrokenWorkflow;
import dev.hindcast.gateway.change.TouchedWorkflows;
import dev.hindcast.gateway.change.grpc.ChangeRowProtos;
import dev.hindcast.gateway.merge.DiffService.ReplayDiff;
import dev.hindcast.gateway.replay.grpc.LiveProtos;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.policy.diff.DiffDigest;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policyproto.CountProtos;
import dev.hindcast.policyproto.RuleUsages;
import dev.hindcast.proto.replay.v1.Coverage;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ReasonCount;
import dev.hindcast.proto.replay.v1.WorkflowImpact;
import java.util.List;

/** Diffs as messages. */
public final class DiffProtos {
  private DiffProtos() {}

  /**
   * A diff.
   *
   * @param broken the first broken workflows
   */
  public static Diff message(
      ReplayDiff diff, TouchedWorkflows touched, List<BrokenWorkflow> broken) {
    var replay = diff.replay();
    var summary = diff.summary();
    var impact =
        WorkflowImpact.newBuilder()
            .setSuccessCount(touched.success())
            .setFailureCount(touched.failure())
            .setIncidentCount(touched.incident())
            .setUnknownCount(touched.unknown());
    broken.forEach(w -> impact.addBroken(ChangeRowProtos.broken(replay.resource(), w)));
    var rules = GroupLimit.of(CountProtos.rules(summary.byRule()));
    var tools = GroupLimit.of(CountProtos.names(summary.byTool()));
    var agents = GroupLimit.of(CountProtos.names(summary.byAgent()));
    var hours = GroupLimit.of(CountProtos.hours(summary.byHour()));
    var message = Diff.newBuilder();
    rules.other().ifPresent(message::setOtherRules);
    tools.other().ifPresent(message::setOtherTools);
    agents.other().ifPresent(message::setOtherAgents);
    hours.other().ifPresent(message::setOtherHours);
    return message
        .setReplay(replay.resource())
        .setPart(LiveProtos.part(replay.part()))
        .setDigest(diff.complete() ? replay.diffDigest() : "")
        .setComplete(diff.complete())
        .setChangeDigest(
            diff.complete()
                ? DiffDigest.ofChanges(
                    summary, replay.baseline().digest(), replay.candidate().digest())
                : "")
        .setCoverage(coverage(summary))
        .setChangedCount(summary.changed())
        .setUnchangedCount(summary.unchanged())
        .addAllKinds(CountProtos.kinds(summary.byKind()))
        .addAllTransitions(CountProtos.transitions(summary.transitions()))
        .addAllRules(rules.largest())
        .addAllTools(tools.largest())
        .addAllAgents(agents.largest())
        .addAllHours(hours.largest())
        .setWorkflows(impact)
        .addAllRuleUsage(RuleUsages.of(summary, diff.rules().baseline(), diff.rules().candidate()))
        .setForkDuration(ReplayProtos.duration(replay.forkDuration()))
        .build();
  }

  private static Coverage coverage(ShardSummary summary) {
    var coverage =
        Coverage.newBuilder()
            .setActionCount(summary.actions())
            .setJudgedCount(summary.judged())
            .setUnpulledCount(summary.unpulled());
    summary
        .notReplayable()
        .forEach(
            (reason, count) ->
                coverage.addNotReplayable(
                    ReasonCount.newBuilder().setReason(reason.id()).setCount(count)));
    return coverage.build();
  }
}
