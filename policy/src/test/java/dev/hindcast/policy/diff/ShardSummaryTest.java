package dev.hindcast.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.diff.Verdicts.Judged;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.policy.judge.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardSummaryTest {

  @Provide
  Arbitrary<List<Judged>> verdicts() {
    return Verdicts.lists();
  }

  private static ShardSummary sum(List<Judged> verdicts) {
    var accumulator = new ShardAccumulator();
    for (Judged judged : verdicts) {
      accumulator.add(judged.action(), judged.verdict());
      if (judged.action().id() % 3 == 0) {
        accumulator.skipped(Side.CANDIDATE, "r1", "broken");
      }
    }
    return accumulator.summary();
  }

  private static String digest(ShardSummary summary) {
    return DiffDigest.of(summary, "base", "cand");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void plusIsAssociativeAndCommutativeWithAnEmptySummary(
      @ForAll("verdicts") List<Judged> a,
      @ForAll("verdicts") List<Judged> b,
      @ForAll("verdicts") List<Judged> c) {
    ShardSummary x = sum(a);
    ShardSummary y = sum(b);
    ShardSummary z = sum(c);

    assertThat(x.plus(y).plus(z)).isEqualTo(x.plus(y.plus(z)));
    assertThat(x.plus(y)).isEqualTo(y.plus(x));
    assertThat(x.plus(ShardSummary.empty())).isEqualTo(x);
    assertThat(ShardSummary.empty().plus(x)).isEqualTo(x);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anyOrderAndAnyPartitionGiveTheSameDigest(
      @ForAll("verdicts") List<Judged> verdicts,
      @ForAll @IntRange(min = 1, max = 9) int shards,
      @ForAll long seed) {
    var random = new Random(seed);
    List<Judged> shuffled = new ArrayList<>(verdicts);
    Collections.shuffle(shuffled, random);
    List<List<Judged>> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      parts.add(new ArrayList<>());
    }
    shuffled.forEach(judged -> parts.get(random.nextInt(shards)).add(judged));

    ShardSummary merged =
        parts.stream().map(ShardSummaryTest::sum).reduce(ShardSummary.empty(), ShardSummary::plus);

    assertThat(merged).isEqualTo(sum(verdicts));
    assertThat(digest(merged)).isEqualTo(digest(sum(verdicts)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void everyChangeCounts(@ForAll("verdicts") List<Judged> verdicts) {
    List<Judged> fewer = new ArrayList<>(verdicts);
    fewer.removeIf(judged -> judged.verdict() instanceof Verdict.Changed);

    ShardSummary all = sum(verdicts);
    assertThat(all.actions()).isEqualTo(verdicts.size());
    assertThat(all.judged() + all.notReplayableTotal()).isEqualTo(verdicts.size());
    assertThat(all.transitions().values().stream().mapToLong(n -> n).sum()).isEqualTo(all.judged());
    assertThat(all.byKind().values().stream().mapToLong(n -> n).sum()).isEqualTo(all.changed());
    assertThat(all.byRule().values().stream().mapToLong(n -> n).sum()).isEqualTo(all.changed());
    assertThat(all.changes().equals(ChangeSetHash.EMPTY)).isEqualTo(all.changed() == 0);
    assertThat(fewer.size() == verdicts.size()).isEqualTo(digest(all).equals(digest(sum(fewer))));
  }

  @Test
  void oneOfEach() {
    var accumulator = new ShardAccumulator();
    Action action =
        Action.builder("pay")
            .id(7)
            .workflow("w", 0)
            .agent("a")
            .time(Instant.parse("2026-03-01T09:59:59Z"))
            .build();
    Decision allow = Decision.byDefault(Effect.ALLOW);
    Decision deny = Decision.byRule(Effect.DENY, "r", "x", "no");
    accumulator.add(action, new Verdict.Unchanged(allow));
    accumulator.add(action, new Verdict.Changed(ChangeKind.NEWLY_DENIED, allow, deny));
    accumulator.add(action, new Verdict.Changed(ChangeKind.NEWLY_ALLOWED, deny, allow));
    accumulator.add(action, new Verdict.NotReplayable(NotReplayableReason.FIELD_ERASED));

    ShardSummary summary = accumulator.summary();

    Instant hour = Instant.parse("2026-03-01T09:00:00Z");
    assertThat(summary.coverage()).isEqualTo(0.75);
    assertThat(summary.notReplayable()).isEqualTo(Map.of(NotReplayableReason.FIELD_ERASED, 1L));
    assertThat(summary.transitions())
        .isEqualTo(
            Map.of(
                new Transition(Effect.ALLOW, Effect.ALLOW), 1L,
                new Transition(Effect.ALLOW, Effect.DENY), 1L,
                new Transition(Effect.DENY, Effect.ALLOW), 1L));
    assertThat(summary.byRule())
        .isEqualTo(
            Map.of(
                new KindRule(ChangeKind.NEWLY_DENIED, Side.CANDIDATE, "r"), 1L,
                new KindRule(ChangeKind.NEWLY_ALLOWED, Side.BASELINE, "r"), 1L));
    assertThat(summary.byTool()).containsEntry(new KindName(ChangeKind.NEWLY_DENIED, "pay"), 1L);
    assertThat(summary.byAgent()).containsEntry(new KindName(ChangeKind.NEWLY_DENIED, "a"), 1L);
    assertThat(summary.byHour()).containsEntry(new KindHour(ChangeKind.NEWLY_DENIED, hour), 1L);
    assertThat(summary.decisions())
        .isEqualTo(
            Map.of(
                new SideRule(Side.BASELINE, ""), 2L,
                new SideRule(Side.BASELINE, "r"), 1L,
                new SideRule(Side.CANDIDATE, ""), 2L,
                new SideRule(Side.CANDIDATE, "r"), 1L));
    assertThat(digest(summary))
        .isNotEqualTo(DiffDigest.of(summary, "cand", "base"))
        .isEqualTo("c63f41438a4bfce17dbf77330a6f6326e779ac993f3cf9034e333b0cd15f3127");
  }

  @Test
  void countsMustAddUp() {
    ShardSummary e = ShardSummary.empty();
    assertThatThrownBy(
            () ->
                new ShardSummary(
                    1,
                    0,
                    0,
                    0,
                    0,
                    e.notReplayable(),
                    e.transitions(),
                    e.byKind(),
                    e.byRule(),
                    e.byTool(),
                    e.byAgent(),
                    e.byHour(),
                    e.skippedErrors(),
                    e.decisions(),
                    e.changes()))
        .hasMessageContaining("every action");
  }
}
