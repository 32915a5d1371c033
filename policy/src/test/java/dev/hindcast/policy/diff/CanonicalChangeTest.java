package dev.hindcast.policy.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalChangeTest {

  private static final Action ACTION = Action.builder("t").id(1).workflow("w", 2).build();
  private static final Decision ALLOW = Decision.byDefault(Effect.ALLOW);

  private static byte[] bytes(Decision candidate) {
    return CanonicalChange.bytes(
        ACTION, new Verdict.Changed(ChangeKind.NEWLY_DENIED, ALLOW, candidate));
  }

  @Test
  void textsForPeopleDoNotCount() {
    assertThat(bytes(Decision.byRule(Effect.DENY, "r", "x", "one")))
        .isEqualTo(bytes(Decision.byRule(Effect.DENY, "r", "x", "two")));
    assertThat(bytes(Decision.byError(new EvaluationError("r", "one"))))
        .isEqualTo(bytes(Decision.byError(new EvaluationError("r", "two"))));
  }

  @Test
  void theRestOfADecisionCounts() {
    Decision deny = Decision.byRule(Effect.DENY, "r", "x", "");

    assertThat(bytes(deny)).isNotEqualTo(bytes(Decision.byRule(Effect.DENY, "s", "x", "")));
    assertThat(bytes(deny)).isNotEqualTo(bytes(Decision.byRule(Effect.WARN, "r", "x", "")));
    assertThat(bytes(deny)).isNotEqualTo(bytes(Decision.byRule(Effect.DENY, "r", "y", "")));
    assertThat(bytes(Decision.byRule(Effect.DENY, "r", Decision.EVALUATION_ERROR, "")))
        .isNotEqualTo(bytes(Decision.byError(new EvaluationError("r", ""))));
    assertThat(bytes(deny))
        .isNotEqualTo(bytes(deny.withEdits(List.of(ArgumentEdit.replaced("args.a", 1L)))));
  }
}
