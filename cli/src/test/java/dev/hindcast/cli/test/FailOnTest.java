package dev.hindcast.cli.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.replay.SampleDiff;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policy.gate.DiffFacts;
import dev.hindcast.proto.replay.v1.Diff;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailOnTest {
  @Test
  void wordsHoldWhereSomethingOccurs() {
    assertThat(holding("newly-denied,newly-allowed,broken"))
        .containsExactly("newly-denied", "broken");
    assertThat(holding("any", "not-replayable", "error-gained"))
        .containsExactly("any", "not-replayable");
    assertThat(holding()).isEmpty();
  }

  @Test
  void conditionsHoldWhereTheyAreTrue() {
    assertThat(
            holding(
                "diff.newly_denied > 1234", "diff.coverage < 0.995", "diff.touched.incident == 3"))
        .containsExactly("diff.coverage < 0.995", "diff.touched.incident == 3");
  }

  @Test
  void aConditionMayAskWhatAGateMayAsk() {
    var gate = DiffFacts.of(ShardSummary.empty(), 0, new DiffFacts.Touched(0, 0, 0, 0));
    assertThat(FailOn.facts(SampleDiff.DIFF).keySet()).isEqualTo(gate.keySet());
  }

  @Test
  void nothingReplayedIsNothingCovered() {
    var nothing = Diff.getDefaultInstance();
    assertThat(holding(nothing, "diff.coverage < 0.99", "diff.actions == 0"))
        .containsExactly("diff.coverage < 0.99", "diff.actions == 0");
    assertThat(holding(nothing, "diff.coverage == 1.0", "any")).isEmpty();
  }

  private static List<String> holding(String... values) {
    return holding(SampleDiff.DIFF, values);
  }

  private static List<String> holding(Diff diff, String... values) {
    return FailOn.parse(List.of(values)).holding(diff);
  }
}
