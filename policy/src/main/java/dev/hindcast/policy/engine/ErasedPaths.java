package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.ValuePath;
import java.util.Collection;
import java.util.List;

/** What was erased from an action's record, compared with what rules read. */
final class ErasedPaths {

  private ErasedPaths() {}

  /** Columns may be written without their root: {@code agent} is {@code action.agent}. */
  static ValuePath parse(String erased) {
    ValuePath path;
    try {
      path = ValuePath.parse(erased);
    } catch (IllegalArgumentException e) {
      // Something was erased, nobody can say what: as good as everything.
      return ValuePath.of("*");
    }
    return switch (path.root()) {
      case "args", "context", "workflow", "action" -> path;
      case "arguments" -> new ValuePath("args", path.steps());
      default -> ValuePath.of("action").key(path.root());
    };
  }

  static boolean overlap(List<ValuePath> erased, Collection<ValuePath> reads) {
    for (ValuePath gone : erased) {
      for (ValuePath read : reads) {
        if (gone.root().equals("*") || gone.overlaps(read)) {
          return true;
        }
      }
    }
    return false;
  }
}
