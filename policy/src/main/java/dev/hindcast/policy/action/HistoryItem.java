package dev.hindcast.policy.action;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An earlier action of the same workflow, with what came of it.
 *
 * @param args JSON object; null if the arguments were not recorded
 * @param result JSON value the tool returned; null if none was recorded
 * @param error what the tool failed with; null if it did not fail
 * @param erased as of an {@link Action}; whoever looks at one of these places must not take what is
 *     there for what was recorded
 */
public record HistoryItem(
    int step,
    Instant time,
    String agent,
    String operation,
    String tool,
    @Nullable Map<String, Object> args,
    Map<String, Object> context,
    @Nullable Object result,
    @Nullable String error,
    List<String> erased) {

  public HistoryItem {
    requireNonNull(time, "time");
    requireNonNull(agent, "agent");
    requireNonNull(operation, "operation");
    requireNonNull(tool, "tool");
    requireNonNull(context, "context");
    erased = List.copyOf(erased);
  }

  /** An item of which nothing was erased. */
  public HistoryItem(
      int step,
      Instant time,
      String agent,
      String operation,
      String tool,
      @Nullable Map<String, Object> args,
      Map<String, Object> context,
      @Nullable Object result,
      @Nullable String error) {
    this(step, time, agent, operation, tool, args, context, result, error, List.of());
  }

  /** The item that {@code action} becomes for the actions after it. */
  public static HistoryItem of(Action action, @Nullable Object result, @Nullable String error) {
    return new HistoryItem(
        action.step(),
        action.time(),
        action.agent(),
        action.operation(),
        action.tool(),
        action.args(),
        action.context(),
        result,
        error,
        action.erased());
  }
}
