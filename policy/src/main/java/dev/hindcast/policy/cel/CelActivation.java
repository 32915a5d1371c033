package dev.hindcast.policy.cel;

import dev.cel.runtime.CelVariableResolver;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.engine.Evaluation;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The variables of all rules for one action, made when first asked for. Confined to one thread, as
 * the evaluation it belongs to.
 */
final class CelActivation implements CelVariableResolver {
  private final Evaluation evaluation;
  private final Action action;
  private final ObjectValue args;
  private final ObjectValue context;
  private ObjectValue params = ObjectValue.EMPTY;
  private @Nullable Object actionValue;
  private @Nullable Object workflow;
  private @Nullable Object history;

  private CelActivation(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.action = evaluation.input().action();
    this.args = action.args() == null ? ObjectValue.EMPTY : new ObjectValue(action.args());
    this.context = new ObjectValue(action.context());
  }

  /** The activation of this evaluation, with the params of the bundle that evaluates next. */
  static CelActivation of(Evaluation evaluation, ObjectValue params) {
    CelActivation activation = evaluation.view(CelActivation.class, CelActivation::new);
    activation.params = params;
    return activation;
  }

  Map<String, Object> argsJson() {
    return action.args() == null ? Map.of() : action.args();
  }

  Map<String, Object> contextJson() {
    return action.context();
  }

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case CelTypes.ARGS -> Optional.of(args);
      case CelTypes.CONTEXT -> Optional.of(context);
      case CelTypes.PARAMS -> Optional.of(params);
      case CelTypes.ACTION -> Optional.of(actionValue());
      case CelTypes.WORKFLOW -> Optional.of(workflow());
      case CelTypes.HISTORY -> Optional.of(history());
      default -> Optional.empty();
    };
  }

  private Object actionValue() {
    if (actionValue == null) {
      actionValue = new RecordValue.OfAction(action);
    }
    return actionValue;
  }

  private Object workflow() {
    if (workflow == null) {
      workflow = new RecordValue.OfWorkflow(evaluation.input().workflow());
    }
    return workflow;
  }

  private Object history() {
    if (evaluation.input().historyTooLong()) {
      evaluation.markTooLongRead();
    }
    if (history == null) {
      history = new HistoryValue(evaluation.input().history(), evaluation);
    }
    return history;
  }

  private static final class HistoryValue extends AbstractList<Object> implements RandomAccess {
    private final List<HistoryItem> items;
    private final Evaluation evaluation;
    private final @Nullable Object[] values;

    HistoryValue(List<HistoryItem> items, Evaluation evaluation) {
      this.items = items;
      this.evaluation = evaluation;
      this.values = new Object[items.size()];
    }

    @Override
    public Object get(int index) {
      Object value = values[index];
      if (value == null) {
        value = new RecordValue.OfHistoryItem(items.get(index), evaluation);
        values[index] = value;
      }
      return value;
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
