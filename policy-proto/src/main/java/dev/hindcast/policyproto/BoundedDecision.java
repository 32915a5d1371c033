package dev.hindcast.policyproto;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.EvaluationError;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change tells of a decision: texts and edits of any length would outgrow a message. What is
 * cut says so. Only what is shown is cut: verdicts and digests are made of the whole.
 */
final class BoundedDecision {
  static final int TEXT = 16 * 1024;
  static final int VALUE = 64 * 1024;
  static final int EDITS = 256 * 1024;

  private BoundedDecision() {}

  static Decision of(Decision decision) {
    var edits = edits(decision.edits());
    int left = decision.edits().size() - edits.size();
    var message = text(decision.message(), TEXT);
    return new Decision(
        decision.effect(),
        text(decision.ruleId(), TEXT),
        text(decision.reason(), TEXT),
        left == 0 ? message : message + " [" + left + " more edits are left out]",
        edits,
        decision
            .error()
            .map(error -> new EvaluationError(error.ruleId(), text(error.message(), TEXT))));
  }

  private static List<ArgumentEdit> edits(List<ArgumentEdit> all) {
    if (all.isEmpty()) {
      return all;
    }
    List<ArgumentEdit> kept = new ArrayList<>();
    int room = EDITS;
    for (var edit : all) {
      var path = text(edit.path(), TEXT);
      var shown = shown(edit);
      room -= path.length() + Math.min(shown.length(), VALUE);
      if (room < 0) {
        break;
      }
      boolean whole = edit.removed() || shown.length() <= VALUE;
      var value = whole ? edit.newValue() : text(shown, VALUE);
      kept.add(new ArgumentEdit(path, edit.removed(), value));
    }
    return kept;
  }

  /** A text as it is, anything else as JSON. */
  private static String shown(ArgumentEdit edit) {
    if (edit.removed()) {
      return "";
    }
    return edit.newValue() instanceof String text ? text : CanonicalJson.write(edit.newValue());
  }

  private static String text(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    // Half of a surrogate pair is no text.
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "… [cut: " + text.length() + " characters]";
  }
}
