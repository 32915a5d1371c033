package dev.hindcast.policy.reads;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.action.ValuePath.Step;
import dev.hindcast.policy.action.WorkflowInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Everything a bundle can read of an action, its workflow and its history: what must be fetched to
 * judge. Sound: judging what is left after {@code project} gives the same decision as judging the
 * whole. A monoid under {@link #union}.
 *
 * @param workflow true if the workflow's id is read
 * @param history true if the history is read at all, even if only its length
 * @param historyArgs keys of the arguments of earlier actions; meaningful if {@code ARGS} is among
 *     the fields
 */
public record Reads(
    Set<ActionColumn> columns,
    KeySet args,
    KeySet context,
    boolean workflow,
    KeySet workflowAttributes,
    boolean history,
    Set<HistoryField> historyFields,
    KeySet historyArgs,
    KeySet historyContext) {

  public static final Reads NOTHING =
      new Reads(
          Set.of(),
          KeySet.NONE,
          KeySet.NONE,
          false,
          KeySet.NONE,
          false,
          Set.of(),
          KeySet.NONE,
          KeySet.NONE);

  public static final Reads EVERYTHING =
      new Reads(
          EnumSet.allOf(ActionColumn.class),
          KeySet.ALL,
          KeySet.ALL,
          true,
          KeySet.ALL,
          true,
          EnumSet.allOf(HistoryField.class),
          KeySet.ALL,
          KeySet.ALL);

  public Reads {
    columns = sorted(columns, ActionColumn.class);
    historyFields = sorted(historyFields, HistoryField.class);
    requireNonNull(args, "args");
    requireNonNull(context, "context");
    requireNonNull(workflowAttributes, "workflowAttributes");
    requireNonNull(historyArgs, "historyArgs");
    requireNonNull(historyContext, "historyContext");
  }

  /**
   * From paths as rules read them: {@code action.tool}, {@code args.amount}, {@code
   * context.user_role}, {@code workflow.attributes.region}, {@code history[*].args.path}, {@code
   * history} (its length only). Any other root reads nothing of the action.
   */
  public static Reads ofPaths(Collection<ValuePath> paths) {
    Reads all = NOTHING;
    for (ValuePath path : paths) {
      all = all.union(ofPath(path));
    }
    return all;
  }

  public Reads union(Reads other) {
    return new Reads(
        both(columns, other.columns, ActionColumn.class),
        args.union(other.args),
        context.union(other.context),
        workflow || other.workflow,
        workflowAttributes.union(other.workflowAttributes),
        history || other.history,
        both(historyFields, other.historyFields, HistoryField.class),
        historyArgs.union(other.historyArgs),
        historyContext.union(other.historyContext));
  }

  /** The action with everything unread blanked. Identity, workflow, time and tool always stay. */
  public Action project(Action action) {
    return new Action(
        action.id(),
        action.workflowId(),
        action.step(),
        action.time(),
        columns.contains(ActionColumn.TENANT) ? action.tenant() : "",
        columns.contains(ActionColumn.AGENT) ? action.agent() : "",
        columns.contains(ActionColumn.MODEL) ? action.model() : "",
        columns.contains(ActionColumn.OPERATION) ? action.operation() : "",
        action.tool(),
        action.args() == null ? null : args.project(action.args()),
        context.project(action.context()),
        action.erased());
  }

  public WorkflowInfo project(WorkflowInfo info) {
    return new WorkflowInfo(info.id(), workflowAttributes.project(info.attributes()));
  }

  /** The history with everything unread blanked; empty if it is not read. */
  public List<HistoryItem> project(List<HistoryItem> items) {
    return history ? items.stream().map(this::project).toList() : List.of();
  }

  /** What is read of an item of the history. */
  public HistoryItem project(HistoryItem item) {
    return new HistoryItem(
        historyFields.contains(HistoryField.STEP) ? item.step() : 0,
        historyFields.contains(HistoryField.TIME) ? item.time() : Instant.EPOCH,
        historyFields.contains(HistoryField.AGENT) ? item.agent() : "",
        historyFields.contains(HistoryField.OPERATION) ? item.operation() : "",
        historyFields.contains(HistoryField.TOOL) ? item.tool() : "",
        item.args() == null ? null : historyArgs.project(item.args()),
        historyContext.project(item.context()),
        historyFields.contains(HistoryField.RESULT) ? item.result() : null,
        historyFields.contains(HistoryField.ERROR) ? item.error() : null,
        item.erased());
  }

  private static Reads ofPath(ValuePath path) {
    List<Step> steps = path.steps();
    return switch (path.root()) {
      case "action" -> ofColumn(steps);
      case "args" -> new Builder().args(keys(steps)).build();
      case "context" -> new Builder().context(keys(steps)).build();
      case "workflow" -> ofWorkflow(steps);
      case "history" -> ofHistory(steps);
      default -> NOTHING;
    };
  }

  private static Reads ofColumn(List<Step> steps) {
    if (!steps.isEmpty() && steps.getFirst() instanceof Step.Key(String name)) {
      for (ActionColumn column : ActionColumn.values()) {
        if (column.field().equals(name)) {
          return new Builder().columns(EnumSet.of(column)).build();
        }
      }
    }
    return new Builder().columns(EnumSet.allOf(ActionColumn.class)).build();
  }

  private static Reads ofWorkflow(List<Step> steps) {
    var reads = new Builder();
    if (steps.isEmpty() || !(steps.getFirst() instanceof Step.Key(String name))) {
      return reads.workflow(true).attributes(KeySet.ALL).build();
    }
    return name.equals("attributes")
        ? reads.attributes(keys(steps.subList(1, steps.size()))).build()
        : reads.workflow(true).build();
  }

  private static Reads ofHistory(List<Step> steps) {
    var reads = new Builder().history(true);
    if (steps.isEmpty()) {
      return reads.build();
    }
    if (steps.size() > 1 && steps.get(1) instanceof Step.Key(String name)) {
      for (HistoryField field : HistoryField.values()) {
        if (field.field().equals(name)) {
          KeySet below = keys(steps.subList(2, steps.size()));
          return reads
              .historyFields(EnumSet.of(field))
              .historyArgs(field == HistoryField.ARGS ? below : KeySet.NONE)
              .historyContext(field == HistoryField.CONTEXT ? below : KeySet.NONE)
              .build();
        }
      }
    }
    return reads
        .historyFields(EnumSet.allOf(HistoryField.class))
        .historyArgs(KeySet.ALL)
        .historyContext(KeySet.ALL)
        .build();
  }

  private static KeySet keys(List<Step> steps) {
    return !steps.isEmpty() && steps.getFirst() instanceof Step.Key(String name)
        ? KeySet.of(name)
        : KeySet.ALL;
  }

  private static <E extends Enum<E>> Set<E> both(Set<E> left, Set<E> right, Class<E> type) {
    Set<E> all = EnumSet.noneOf(type);
    all.addAll(left);
    all.addAll(right);
    return all;
  }

  private static <E extends Enum<E>> Set<E> sorted(Set<E> set, Class<E> type) {
    return Collections.unmodifiableSet(both(set, Set.of(), type));
  }

  /** Names the components, of which there are too many to tell apart by position. */
  private static final class Builder {
    private Set<ActionColumn> columns = Set.of();
    private KeySet args = KeySet.NONE;
    private KeySet context = KeySet.NONE;
    private boolean workflow;
    private KeySet attributes = KeySet.NONE;
    private boolean history;
    private Set<HistoryField> historyFields = Set.of();
    private KeySet historyArgs = KeySet.NONE;
    private KeySet historyContext = KeySet.NONE;

    Builder columns(Set<ActionColumn> value) {
      columns = value;
      return this;
    }

    Builder args(KeySet value) {
      args = value;
      return this;
    }

    Builder context(KeySet value) {
      context = value;
      return this;
    }

    Builder workflow(boolean value) {
      workflow = value;
      return this;
    }

    Builder attributes(KeySet value) {
      attributes = value;
      return this;
    }

    Builder history(boolean value) {
      history = value;
      return this;
    }

    Builder historyFields(Set<HistoryField> value) {
      historyFields = value;
      return this;
    }

    Builder historyArgs(KeySet value) {
      historyArgs = value;
      return this;
    }

    Builder historyContext(KeySet value) {
      historyContext = value;
      return this;
    }

    Reads build() {
      return new Reads(
          columns,
          args,
          context,
          workflow,
          attributes,
          history,
          historyFields,
          historyArgs,
          historyContext);
    }
  }
}
