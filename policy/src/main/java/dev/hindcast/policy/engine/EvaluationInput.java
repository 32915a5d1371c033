package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import java.util.List;

/**
 * All that a policy may know when it decides about an action.
 *
 * @param history the earlier actions of the same workflow, oldest first; handed over, must not be
 *     changed while judging
 * @param historyTooLong true if there are more than may be held, and {@code history} has none of
 *     them: whoever looks at it must not take what is there for what was recorded
 */
public record EvaluationInput(
    Action action, WorkflowInfo workflow, List<HistoryItem> history, boolean historyTooLong) {

  public EvaluationInput {
    requireNonNull(action, "action");
    requireNonNull(workflow, "workflow");
    requireNonNull(history, "history");
  }

  /** An action whose history is all there. */
  public EvaluationInput(Action action, WorkflowInfo workflow, List<HistoryItem> history) {
    this(action, workflow, history, false);
  }

  /** An action judged alone, for bundles that read no history. */
  public static EvaluationInput of(Action action) {
    return new EvaluationInput(action, WorkflowInfo.of(action.workflowId()), List.of());
  }

  /** An action whose history is longer than {@link WorkflowPast} holds. */
  public static EvaluationInput pastTooLong(Action action, WorkflowInfo workflow) {
    return new EvaluationInput(action, workflow, List.of(), true);
  }
}
