package dev.hindcast.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.PassJudge;
import dev.hindcast.policy.judge.SideErrors;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policy.reads.Reads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowPastTest {
  private static final CompiledBundle PLAIN = TestBundles.rules("", new String[0]);
  private static final CompiledBundle READER =
      TestBundles.rules(
          "",
          "{ id: looks, effect: deny, when: \"args.n == 1 && history.exists(h, h.args.n == 1)\" }");

  @Test
  void holdsAsManyAsMayBeAndNoneBeyond() {
    var past = new WorkflowPast(READER.reads());
    for (int i = 0; i < WorkflowPast.MAX_ITEMS; i++) {
      past.append(action("w", Map.of("n", 1L)), null, null);
    }
    assertThat(past.input(action("w", Map.of())).history()).hasSize(WorkflowPast.MAX_ITEMS);

    past.append(action("w", Map.of("n", 1L)), null, null);
    assertThat(past.isTooLong()).isTrue();
    assertThat(past.input(action("w", Map.of())))
        .satisfies(input -> assertThat(input.historyTooLong()).isTrue())
        .satisfies(input -> assertThat(input.history()).isEmpty());
    assertThat(past.input(action("v", Map.of())).historyTooLong()).isFalse();
  }

  @Test
  void onlyWhatIsReadCountsAndIsKept() {
    var unread = new WorkflowPast(READER.reads());
    var read = new WorkflowPast(Reads.EVERYTHING);
    var large = Map.<String, Object>of("n", 1L, "text", "x".repeat(1 << 20));
    for (int i = 0; i < 20; i++) {
      unread.append(action("w", large), "y".repeat(1 << 20), null);
      read.append(action("w", large), "y".repeat(1 << 20), null);
    }
    assertThat(read.isTooLong()).isTrue();
    assertThat(unread.input(action("w", Map.of())).history())
        .hasSize(20)
        .allSatisfy(item -> assertThat(item.args()).isEqualTo(Map.of("n", 1L)))
        .allSatisfy(item -> assertThat(item.result()).isNull());
  }

  @Test
  void whoDoesNotLookAtItIsJudged() {
    var looks = tooLong(Map.of("n", 1L));
    var doesNot = tooLong(Map.of("n", 2L));
    var unknown = new Verdict.NotReplayable(NotReplayableReason.HISTORY_TOO_LONG);

    assertThat(new Judge(PLAIN, READER).judge(looks)).isEqualTo(unknown);
    assertThat(new Judge(READER, READER).judge(looks)).isEqualTo(unknown);
    assertThat(new Judge(PLAIN, READER).judge(doesNot)).isInstanceOf(Verdict.Unchanged.class);
    assertThat(new PassJudge(PLAIN, List.of(READER, PLAIN)).judge(looks, _ -> SideErrors.IGNORED))
        .satisfiesExactly(
            verdict -> assertThat(verdict).isEqualTo(unknown),
            verdict -> assertThat(verdict).isInstanceOf(Verdict.Unchanged.class));
    assertThat(READER.explain(looks).rules().getFirst().inputs())
        .doesNotContainKey("history.size()");
  }

  private static EvaluationInput tooLong(Map<String, Object> args) {
    var action = action("w", args);
    return EvaluationInput.pastTooLong(action, WorkflowInfo.of(action.workflowId()));
  }

  private static Action action(String workflow, Map<String, Object> args) {
    return Action.builder("pay").workflow(workflow, 0).args(args).build();
  }
}
