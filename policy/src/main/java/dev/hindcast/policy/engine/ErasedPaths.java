package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.ValuePath;
import java.util.Collection;
import java.util.List;

/** What was erased from an action's record, compared with what rules read. */
public final class ErasedPaths {

  public static final ValuePath EVERYTHING = ValuePath.of("*");

  private ErasedPaths() {}

  /**
   * Columns may be written without their root and as the trace store names them: {@code agent} is
   * {@code action.agent}, {@code occurred_at} is {@code action.time}. A text that is no path is
   * {@link #EVERYTHING}.
   */
  public static ValuePath parse(String erased) {
    ValuePath path;
    try {
      path = ValuePath.parse(erased);
    } catch (IllegalArgumentException e) {
      // Something was erased, nobody can say what: as good as everything.
      return EVERYTHING;
    }
    return switch (path.root()) {
      case "args", "context", "workflow", "action" -> path;
      case "arguments" -> new ValuePath("args", path.steps());
      case "workflow_id" -> ValuePath.of("workflow").key("id");
      case "occurred_at" -> ValuePath.of("action").key("time");
      case "action_id" -> ValuePath.of("action").key("id");
      default -> ValuePath.of("action").key(path.root());
    };
  }

  static boolean overlap(List<ValuePath> erased, Collection<ValuePath> reads) {
    for (ValuePath gone : erased) {
      for (ValuePath read : reads) {
        if (gone.equals(EVERYTHING) || gone.overlaps(read)) {
          return true;
        }
      }
    }
    return false;
  }
}
