package dev.hindcast.worker.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import org.jspecify.annotations.Nullable;

/**
 * An action with what came of it, which only the actions after it may know.
 *
 * @param result JSON value that the tool returned; null if there is none or it is not read
 * @param error what the tool failed with; null if it did not fail or it is not read
 * @param past it is there as history only
 */
public record RecordedAction(
    Action action, @Nullable Object result, @Nullable String error, boolean past) {
  public RecordedAction {
    requireNonNull(action, "action");
  }
}
