package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.HistoryItem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes of memory an earlier action takes; the same on every machine, because
 * verdicts depend on it.
 */
final class HistoryWeight {
  private static final long ITEM = 160;
  private static final long OBJECT = 56;
  private static final long ENTRY = 48;
  private static final long ELEMENT = 8;
  private static final long NUMBER = 24;

  private HistoryWeight() {}

  static long of(HistoryItem item) {
    return ITEM
        + text(item.agent())
        + text(item.operation())
        + text(item.tool())
        + value(item.args())
        + value(item.context())
        + value(item.result())
        + value(item.error())
        + value(item.erased());
  }

  private static long value(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case Boolean _ -> 0;
      case String text -> OBJECT + text(text);
      case Map<?, ?> map -> {
        long sum = map.isEmpty() ? 0 : OBJECT;
        for (var entry : map.entrySet()) {
          sum += ENTRY + value(entry.getKey()) + value(entry.getValue());
        }
        yield sum;
      }
      case List<?> list -> {
        long sum = list.isEmpty() ? 0 : OBJECT;
        for (var element : list) {
          sum += ELEMENT + value(element);
        }
        yield sum;
      }
      default -> NUMBER;
    };
  }

  private static long text(String text) {
    return text.length() * 2L;
  }
}
