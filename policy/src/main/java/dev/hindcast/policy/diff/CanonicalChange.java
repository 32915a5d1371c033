package dev.hindcast.policy.diff;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.judge.Verdict;

/**
 * The bytes of one change that go into the hash of all changes: the action's place, the kind of
 * change, and of both decisions the effect, the rule, the reason, whether it was an error, and the
 * edits. Texts for people (a decision's message, what an evaluation error says) stay out: they can
 * change with the library that words them, and may quote what is recorded.
 */
final class CanonicalChange {

  private static final String VERSION = "hindcast change v2";

  private CanonicalChange() {}

  static byte[] bytes(Action action, Verdict.Changed change) {
    var bytes =
        new CanonicalBytes()
            .text(VERSION)
            .number(action.id())
            .text(action.workflowId())
            .number(action.step())
            .text(change.kind().id());
    write(bytes, change.baseline());
    write(bytes, change.candidate());
    return bytes.toByteArray();
  }

  private static void write(CanonicalBytes bytes, Decision decision) {
    bytes
        .text(decision.effect().id())
        .text(decision.ruleId())
        .text(decision.reason())
        .flag(decision.error().isPresent())
        .number(decision.edits().size());
    for (ArgumentEdit edit : decision.edits()) {
      bytes
          .text(edit.path())
          .flag(edit.removed())
          .text(edit.removed() ? "" : CanonicalJson.write(edit.newValue()));
    }
  }
}
