package dev.hindcast.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.gateway.branch.BranchReader.ActionSpan;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Shards are disjoint, in order, and together the whole. */
class ShardPlanTest {
  private static final OptionalDouble ALL = OptionalDouble.empty();

  @Test
  void rangesOfActionsLeaveNoGap() {
    for (var shards : List.of(1, 2, 3, 7, 100)) {
      var ranges = ShardPlan.byAction(new ActionSpan(-5, 41), shards);
      assertThat(ranges).hasSize(Math.min(shards, 47));
      var next = -5L;
      for (var range : ranges) {
        var actions = (ShardRange.Actions) range;
        assertThat(actions.from()).isEqualTo(next);
        assertThat(actions.to()).isGreaterThan(actions.from());
        next = actions.to();
      }
      assertThat(next).isEqualTo(42);
    }
  }

  @Test
  void rangesOfWorkflowsAreOpenAtBothEnds() {
    assertThat(ShardPlan.byWorkflow(List.of())).containsExactly(new ShardRange.Workflows("", ""));
    assertThat(ShardPlan.byWorkflow(List.of("b", "c")))
        .containsExactly(
            new ShardRange.Workflows("", "b"),
            new ShardRange.Workflows("b", "c"),
            new ShardRange.Workflows("c", ""));
  }

  @Test
  void theNumberOfShardsGrowsWithTheWindowWithinBounds() {
    assertThat(ShardPlan.shardsFor(0, ALL)).isEqualTo(1);
    assertThat(ShardPlan.shardsFor(1_000, ALL)).isEqualTo(1);
    assertThat(ShardPlan.shardsFor(16_000, ALL)).isEqualTo(16);
    assertThat(ShardPlan.shardsFor(3_000_000, ALL)).isEqualTo(150);
    assertThat(ShardPlan.shardsFor(1_000_000_000, ALL)).isEqualTo(10_000);
  }

  @Test
  void aDeltaReplayHasAsFewShardsAsItsJudgingAllows() {
    assertThat(ShardPlan.shardsFor(0, OptionalDouble.of(0))).isEqualTo(1);
    assertThat(ShardPlan.shardsFor(3_000_000, OptionalDouble.of(0.01))).isEqualTo(1);
    assertThat(ShardPlan.shardsFor(3_000_000, OptionalDouble.of(0.5))).isEqualTo(15);
    assertThat(ShardPlan.shardsFor(1_000_000_000, OptionalDouble.of(0))).isEqualTo(60);
    assertThat(ShardPlan.shardsFor(Long.MAX_VALUE, OptionalDouble.of(1))).isEqualTo(10_000);
  }
}
