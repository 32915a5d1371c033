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
 */
public record EvaluationInput(Action action, WorkflowInfo workflow, List<HistoryItem> history) {

  public EvaluationInput {
    requireNonNull(action, "action");
    requireNonNull(workflow, "workflow");
    requireNonNull(history, "history");
  }

  /** An action judged alone, for bundles that read no history. */
  public static EvaluationInput of(Action action) {
    return new EvaluationInput(action, WorkflowInfo.of(action.workflowId()), List.of());
  }
}
