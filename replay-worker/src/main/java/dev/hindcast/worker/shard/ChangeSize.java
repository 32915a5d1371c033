package dev.hindcast.worker.shard;

import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policyproto.JudgedChange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes a change takes on the wire; for bounds, not for accounts. */
final class ChangeSize {
  /** Tags, lengths and numbers of a message. */
  private static final long FRAME = 64;

  private ChangeSize() {}

  static long of(JudgedChange change) {
    return FRAME
        + utf8(change.workflowId())
        + utf8(change.tool())
        + utf8(change.agent())
        + of(change.verdict().baseline())
        + of(change.verdict().candidate());
  }

  private static long of(Decision decision) {
    long bytes = utf8(decision.ruleId()) + utf8(decision.reason()) + utf8(decision.message());
    bytes += decision.error().map(error -> utf8(error.message())).orElse(0L);
    for (ArgumentEdit edit : decision.edits()) {
      bytes += utf8(edit.path()) + json(edit.newValue());
    }
    return bytes;
  }

  private static long json(@Nullable Object value) {
    return switch (value) {
      case String text -> utf8(text) + 4;
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(entry -> json(entry.getKey()) + json(entry.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(ChangeSize::json).sum();
      case null, default -> 12;
    };
  }

  /** Bytes, not characters: most scripts take two or three each. */
  private static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A surrogate pair takes four, so half of one takes two.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
