package dev.hindcast.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.ChangeProtos;
import dev.hindcast.policyproto.JudgedChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchBuilderTest {
  @Test
  void aBatchIsFullByNumberOrBySize() {
    var small = change("x");
    var batch = new BatchBuilder(new ShardLimits(2, 10_000, 1));
    batch.add(small);
    assertThat(batch.isFull()).isFalse();
    batch.add(small);
    assertThat(batch.isFull()).isTrue();
    assertThat(batch.take()).hasSize(2);
    assertThat(batch.isEmpty()).isTrue();
    batch.add(change("x".repeat(10_000)));
    assertThat(batch.isFull()).isTrue();
  }

  @Test
  void theEstimateIsNeverFarBelowTheTruth() {
    for (var change :
        List.of(
            change(""),
            change("body"),
            change("é".repeat(5_000)),
            change("語".repeat(5_000)),
            change("🙂".repeat(5_000)))) {
      assertThat(ChangeSize.of(change) * 5L / 4)
          .isGreaterThan(ChangeProtos.toProto(change).getSerializedSize());
    }
  }

  private static JudgedChange change(String body) {
    var modified =
        Decision.byRule(Effect.MODIFY, "mask", "card", "masked")
            .withEdits(
                List.of(
                    ArgumentEdit.replaced("args.body", body),
                    ArgumentEdit.replaced("args.more", List.of(1L, Map.of("k", true)))));
    return JudgedChange.of(
        Action.builder("send_email").workflow("w", 1).build(),
        new Verdict.Changed(ChangeKind.NEWLY_MODIFIED, Decision.byDefault(Effect.ALLOW), modified));
  }
}
