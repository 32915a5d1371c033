package dev.hindcast.policyproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.diff.DiffDigest;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.proto.replay.v1.GroupCount;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SummaryProtosTest {
  private static final Decision ALLOW = Decision.byDefault(Effect.ALLOW);
  private static final Decision DENY = Decision.byRule(Effect.DENY, "limit", "too_much", "");
  private static final Decision WARN = Decision.byRule(Effect.WARN, "watch", "odd", "");

  private final ShardSummary summary = summary();

  @Test
  void aSummaryComesBackWithTheSameDigest() {
    var proto = SummaryProtos.toProto(summary, usages());
    var back = SummaryProtos.fromProto(proto);
    assertThat(back).isEqualTo(summary);
    assertThat(DiffDigest.of(back, "a", "b")).isEqualTo(DiffDigest.of(summary, "a", "b"));
  }

  @Test
  void anEmptySummaryComesBack() {
    var proto = SummaryProtos.toProto(ShardSummary.empty(), List.of());
    assertThat(SummaryProtos.fromProto(proto)).isEqualTo(ShardSummary.empty());
  }

  @Test
  void aRuleSaysItsSide() {
    assertThat(CountProtos.rules(summary.byRule()))
        .extracting(GroupCount::getKey, GroupCount::getSide)
        .containsExactly(
            tuple("limit", dev.hindcast.proto.replay.v1.Side.SIDE_CANDIDATE),
            tuple("watch", dev.hindcast.proto.replay.v1.Side.SIDE_BASELINE));
  }

  @Test
  void aRuleThatNeverDecidedIsListed() {
    var dead = usages().stream().filter(usage -> usage.getRule().equals("dead")).findFirst();
    assertThat(dead).isPresent();
    assertThat(dead.get().getInBaseline()).isFalse();
    assertThat(dead.get().getInCandidate()).isTrue();
    assertThat(dead.get().getCandidateDecidedCount()).isZero();
  }

  @Test
  void nonsenseIsRefused() {
    var proto = SummaryProtos.toProto(summary, usages()).toBuilder();
    assertThatThrownBy(() -> SummaryProtos.fromProto(proto.clone().setActionCount(99).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> SummaryProtos.fromProto(proto.clone().putNotReplayable("mood", 0).build()))
        .isInstanceOf(IllegalArgumentException.class);
    var noSide = proto.getRules(0).toBuilder().clearSide();
    assertThatThrownBy(() -> SummaryProtos.fromProto(proto.clone().setRules(0, noSide).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<dev.hindcast.proto.replay.v1.RuleUsage> usages() {
    return RuleUsages.of(summary, Set.of("watch"), Set.of("limit", "dead"));
  }

  private static ShardSummary summary() {
    var shard = new ShardAccumulator();
    shard.add(action(1, "refund"), new Verdict.Unchanged(ALLOW));
    shard.add(action(2, "refund"), new Verdict.Changed(ChangeKind.NEWLY_DENIED, ALLOW, DENY));
    shard.add(action(3, "payout"), new Verdict.Changed(ChangeKind.NEWLY_DENIED, ALLOW, DENY));
    shard.add(action(4, "mail"), new Verdict.Changed(ChangeKind.WARNING_LOST, WARN, ALLOW));
    shard.add(action(5, ""), new Verdict.NotReplayable(NotReplayableReason.UNKNOWN_TOOL));
    shard.skipped(Side.CANDIDATE, "limit", "no such key");
    return shard.summary();
  }

  private static Action action(long id, String tool) {
    return Action.builder(tool)
        .id(id)
        .workflow("w", (int) id)
        .agent("a" + id % 2)
        .time(Instant.ofEpochSecond(1_700_000_000L + 3600 * id))
        .build();
  }
}
