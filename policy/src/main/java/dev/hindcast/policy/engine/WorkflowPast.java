package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of each action, when actions come by workflow in order of their steps. Keeps of the
 * earlier actions what is read of them, and of a workflow that grows beyond {@link #MAX_ITEMS} or
 * {@link #MAX_BYTES} nothing: from there on its history is too long, see {@link
 * EvaluationInput#pastTooLong}. Where that is depends on the workflow and the reads alone.
 *
 * <p>The bounds are no settings: whoever judges must come to the same verdicts. Confined to one
 * thread at a time.
 */
public final class WorkflowPast {
  /** Earlier actions that rules may look at. */
  public static final int MAX_ITEMS = 10_000;

  /** Memory that what is read of them may take, as {@link HistoryWeight} estimates it. */
  public static final long MAX_BYTES = 32 << 20;

  private final Reads reads;
  private @Nullable String workflow;
  private List<HistoryItem> past = new ArrayList<>();
  private long bytes;
  private boolean tooLong;

  /**
   * @param reads of all bundles that judge
   */
  public WorkflowPast(Reads reads) {
    this.reads = requireNonNull(reads, "reads");
  }

  /** The action with all of its workflow that was {@link #append}ed before. */
  public EvaluationInput input(Action action) {
    enter(action.workflowId());
    var info = WorkflowInfo.of(action.workflowId());
    return tooLong
        ? EvaluationInput.pastTooLong(action, info)
        : new EvaluationInput(action, info, past);
  }

  /** The action is history for those that come after it. */
  public void append(Action action, @Nullable Object result, @Nullable String error) {
    enter(action.workflowId());
    if (tooLong) {
      return;
    }
    var item = reads.project(HistoryItem.of(action, result, error));
    bytes += HistoryWeight.of(item);
    if (past.size() == MAX_ITEMS || bytes > MAX_BYTES) {
      tooLong = true;
      past = List.of();
    } else {
      past.add(item);
    }
  }

  /** True if nothing that comes of the workflow of the last action can change its history. */
  public boolean isTooLong() {
    return tooLong;
  }

  private void enter(String id) {
    if (!id.equals(workflow)) {
      workflow = id;
      past = new ArrayList<>();
      bytes = 0;
      tooLong = false;
    }
  }
}
