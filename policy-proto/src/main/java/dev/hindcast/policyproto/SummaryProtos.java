package dev.hindcast.policyproto;

import com.google.protobuf.ByteString;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.diff.ChangeSetHash;
import dev.hindcast.policy.diff.KindHour;
import dev.hindcast.policy.diff.KindName;
import dev.hindcast.policy.diff.KindRule;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.diff.Transition;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.proto.replay.v1.GroupCount;
import dev.hindcast.proto.replay.v1.KindCount;
import dev.hindcast.proto.replay.v1.RuleUsage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Summaries of shards, without loss. Lease and number of batches are left to the caller. */
public final class SummaryProtos {
  private SummaryProtos() {}

  /**
   * @param usage rules of both bundles with their counts, see {@link RuleUsages}
   */
  public static dev.hindcast.proto.worker.v1.ShardSummary toProto(
      ShardSummary summary, List<RuleUsage> usage) {
    var proto =
        dev.hindcast.proto.worker.v1.ShardSummary.newBuilder()
            .setActionCount(summary.actions())
            .setJudgedCount(summary.judged())
            .setChangedCount(summary.changed())
            .setUnpulledCount(summary.unpulled())
            .setAuditedCount(summary.audited())
            .addAllTransitions(CountProtos.transitions(summary.transitions()))
            .addAllKinds(CountProtos.kinds(summary.byKind()))
            .addAllRules(CountProtos.rules(summary.byRule()))
            .addAllTools(CountProtos.names(summary.byTool()))
            .addAllAgents(CountProtos.names(summary.byAgent()))
            .addAllHours(CountProtos.hours(summary.byHour()))
            .addAllRuleUsage(usage)
            .setChangeSetHash(ByteString.copyFrom(summary.changes().toByteArray()));
    summary.notReplayable().forEach((reason, count) -> proto.putNotReplayable(reason.id(), count));
    return proto.build();
  }

  /**
   * @throws IllegalArgumentException if the message is not one that {@link #toProto} makes
   */
  public static ShardSummary fromProto(dev.hindcast.proto.worker.v1.ShardSummary proto) {
    Map<NotReplayableReason, Long> notReplayable = new HashMap<>();
    proto
        .getNotReplayableMap()
        .forEach((id, count) -> notReplayable.merge(reason(id), count, Math::addExact));
    Map<Transition, Long> transitions = new HashMap<>();
    for (var cell : proto.getTransitionsList()) {
      transitions.merge(transition(cell), cell.getCount(), Math::addExact);
    }
    return new ShardSummary(
        proto.getActionCount(),
        proto.getJudgedCount() - proto.getChangedCount(),
        proto.getChangedCount(),
        proto.getUnpulledCount(),
        proto.getAuditedCount(),
        notReplayable,
        transitions,
        kinds(proto.getKindsList()),
        rules(proto.getRulesList()),
        names(proto.getToolsList()),
        names(proto.getAgentsList()),
        groups(proto.getHoursList(), (kind, group) -> new KindHour(kind, hour(group.getKey()))),
        RuleUsages.errors(proto.getRuleUsageList()),
        RuleUsages.decisions(proto.getRuleUsageList()),
        ChangeSetHash.ofBytes(proto.getChangeSetHash().toByteArray()));
  }

  private static Map<KindRule, Long> rules(List<GroupCount> groups) {
    return groups(
        groups, (kind, group) -> new KindRule(kind, side(group.getSide()), group.getKey()));
  }

  private static Map<KindName, Long> names(List<GroupCount> groups) {
    return groups(groups, (kind, group) -> new KindName(kind, group.getKey()));
  }

  private static Side side(dev.hindcast.proto.replay.v1.Side side) {
    return switch (side) {
      case SIDE_BASELINE -> Side.BASELINE;
      case SIDE_CANDIDATE -> Side.CANDIDATE;
      case SIDE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a rule's count must name its side");
    };
  }

  private static NotReplayableReason reason(String id) {
    return NotReplayableReason.byId(id)
        .orElseThrow(() -> new IllegalArgumentException("no reason of ours: " + id));
  }

  private static Transition transition(dev.hindcast.proto.replay.v1.Transition cell) {
    Effect from = DecisionProtos.fromProto(cell.getFrom());
    return new Transition(from, DecisionProtos.fromProto(cell.getTo()));
  }

  private static Instant hour(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException("not an hour: " + text, e);
    }
  }

  private static Map<ChangeKind, Long> kinds(List<KindCount> counts) {
    Map<ChangeKind, Long> kinds = new HashMap<>();
    for (var count : counts) {
      kinds.merge(ChangeProtos.fromProto(count.getKind()), count.getCount(), Math::addExact);
    }
    return kinds;
  }

  private static <K> Map<K, Long> groups(
      List<GroupCount> groups, BiFunction<ChangeKind, GroupCount, K> key) {
    Map<K, Long> counts = new HashMap<>();
    for (var group : groups) {
      kinds(group.getKindsList())
          .forEach((kind, count) -> counts.merge(key.apply(kind, group), count, Math::addExact));
    }
    return counts;
  }
}
