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
        + change.workflowId().length()
        + change.tool().length()
        + change.agent().length()
        + of(change.verdict().baseline())
        + of(change.verdict().candidate());
  }

  private static long of(Decision decision) {
    long bytes =
        (long) decision.ruleId().length()
            + decision.reason().length()
            + decision.message().length();
    bytes += decision.error().map(error -> error.message().length()).orElse(0);
    for (ArgumentEdit edit : decision.edits()) {
      bytes += edit.path().length() + json(edit.newValue());
    }
    return bytes;
  }

  private static long json(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length() + 4L;
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(entry -> json(entry.getKey()) + json(entry.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(ChangeSize::json).sum();
      case null, default -> 12;
    };
  }
}
