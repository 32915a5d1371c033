package dev.hindcast.policyproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.proto.replay.v1.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeProtosTest {
  private static final Action ACTION =
      Action.builder("refund")
          .id(77)
          .workflow("w-1", 3)
          .agent("helpdesk")
          .time(Instant.parse("2026-05-01T10:15:30.123456Z"))
          .build();

  @ParameterizedTest
  @EnumSource(Effect.class)
  void everyEffectComesBack(Effect effect) {
    assertThat(DecisionProtos.fromProto(DecisionProtos.toProto(effect))).isEqualTo(effect);
  }

  @ParameterizedTest
  @EnumSource(ChangeKind.class)
  void everyKindComesBackUnderItsOwnName(ChangeKind kind) {
    var proto = ChangeProtos.toProto(kind);
    assertThat(proto.name()).isEqualTo("CHANGE_KIND_" + kind.name());
    assertThat(ChangeProtos.fromProto(proto)).isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource(WorkflowOutcome.class)
  void everyOutcomeComesBack(WorkflowOutcome outcome) {
    assertThat(ChangeProtos.fromProto(ChangeProtos.toProto(outcome))).isEqualTo(outcome);
    assertThat(WorkflowOutcome.byId(outcome.id())).isEqualTo(outcome);
  }

  @Test
  void whatIsTooLongForAMessageIsCutAndSaysSo() {
    var same = "x".repeat(20_000_000);
    var before =
        Decision.byRule(Effect.MODIFY, "mask", "card", same)
            .withEdits(List.of(ArgumentEdit.replaced("args.body", same + "1")));
    var after =
        Decision.byRule(Effect.MODIFY, "mask", "card", "masked")
            .withEdits(
                IntStream.range(0, 100_000)
                    .mapToObj(i -> ArgumentEdit.replaced("args.body[" + i + "]", List.of(same)))
                    .toList());
    var verdict = new Verdict.Changed(ChangeKind.MODIFICATION_CHANGED, before, after);
    var proto = ChangeProtos.toProto(JudgedChange.of(ACTION, verdict));
    assertThat(proto.getSerializedSize()).isLessThan(1 << 20);
    assertThat(proto.getDiverges()).isTrue();
    assertThat(proto.getBaseline().getMessage()).endsWith("x… [cut: 20000000 characters]");
    assertThat(proto.getBaseline().getEdits(0).getValueJson())
        .endsWith("x… [cut: 20000001 characters]\"");
    assertThat(proto.getCandidate().getMessage())
        .matches("masked \\[9999\\d more edits are left out]");
    assertThat(ChangeProtos.fromProto(proto).verdict().kind()).isEqualTo(verdict.kind());

    var pair = Decision.byRule(Effect.WARN, "r", "", "x".repeat(BoundedDecision.TEXT - 1) + "😀");
    assertThat(BoundedDecision.of(pair).message()).contains("x… [cut: ").doesNotContain("\ud83d");
  }

  @Test
  void aChangeWithEditsComesBack() {
    var modified =
        Decision.byRule(Effect.MODIFY, "mask", "card", "masked")
            .withEdits(
                List.of(
                    ArgumentEdit.replaced("args.body", "[REDACTED]"),
                    ArgumentEdit.replaced("args.extra", null),
                    ArgumentEdit.replaced("args.items", List.of((1L << 53) + 1, Map.of("k", 0.5))),
                    ArgumentEdit.removed("args.secret")));
    var verdict =
        new Verdict.Changed(ChangeKind.NEWLY_MODIFIED, Decision.byDefault(Effect.ALLOW), modified);
    var change = JudgedChange.of(ACTION, verdict).withOutcome(WorkflowOutcome.SUCCESS);
    assertThat(ChangeProtos.fromProto(ChangeProtos.toProto(change))).isEqualTo(change);
  }

  @Test
  void anErrorComesBackAndALossIsMarked() {
    var error = Decision.byError(new EvaluationError("limit", "no such key: amount"));
    var verdict =
        new Verdict.Changed(ChangeKind.ERROR_GAINED, Decision.byDefault(Effect.ALLOW), error);
    var proto = ChangeProtos.toProto(JudgedChange.of(ACTION, verdict));
    assertThat(proto.getLost()).isTrue();
    assertThat(proto.getDiverges()).isTrue();
    assertThat(proto.getCandidate().getError()).isEqualTo("no such key: amount");
    assertThat(ChangeProtos.fromProto(proto).verdict()).isEqualTo(verdict);
  }

  @Test
  void anErrorWithoutTextStaysAnError() {
    var error = Decision.byError(new EvaluationError("limit", ""));
    assertThat(DecisionProtos.fromProto(DecisionProtos.toProto(error)).error()).isPresent();
  }

  @Test
  void whatIsUnspecifiedIsRefused() {
    assertThatThrownBy(() -> ChangeProtos.fromProto(Change.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
