package dev.hindcast.worker.shard;

import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.worker.branch.RecordedAction;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of each action, when actions come by workflow in order of their steps. Confined to
 * one thread at a time.
 */
final class WorkflowPast {
  private String workflow = "";
  private List<HistoryItem> past = List.of();

  /** The action with all of its workflow that was {@link #append}ed before. */
  EvaluationInput input(RecordedAction row) {
    var action = row.action();
    enter(action.workflowId());
    return new EvaluationInput(action, WorkflowInfo.of(workflow), past);
  }

  /** The action is history for those that come after it. */
  void append(RecordedAction row) {
    enter(row.action().workflowId());
    past.add(HistoryItem.of(row.action(), row.result(), row.error()));
  }

  private void enter(String id) {
    if (!id.equals(workflow) || past.isEmpty()) {
      workflow = id;
      past = new ArrayList<>();
    }
  }
}
