package dev.hindcast.policy.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.StructType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.NullValue;
import dev.cel.common.values.SelectableValue;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.engine.Evaluation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Java record as a CEL struct. Two are equal if the records are. */
@SuppressWarnings(
    "Immutable") // records of JSON values, which are handed over and not changed any more
abstract sealed class RecordValue extends CelValue implements SelectableValue<String> {
  private final Record content;

  private RecordValue(Record content) {
    this.content = content;
  }

  /** The field as a CEL value; Java's null if there is no such field. */
  abstract @Nullable Object field(String name);

  abstract StructType type();

  @Override
  public Object select(String name) {
    Object value = field(name);
    if (value == null) {
      throw new MissingKeyException(name);
    }
    return value;
  }

  /** A field that is null counts as absent, as {@code has()} does for a struct. */
  @Override
  public Optional<Object> find(String name) {
    Object value = field(name);
    return value == NullValue.NULL_VALUE ? Optional.empty() : Optional.ofNullable(value);
  }

  @Override
  public Object value() {
    return this;
  }

  @Override
  public boolean isZeroValue() {
    return false;
  }

  @Override
  public CelType celType() {
    return type();
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof RecordValue value)) {
      return false;
    }
    lookedAtAll();
    value.lookedAtAll();
    return content.equals(value.content);
  }

  /** The record is compared as a whole. */
  void lookedAtAll() {}

  @Override
  public int hashCode() {
    lookedAtAll();
    return content.hashCode();
  }

  @Override
  public String toString() {
    return type().name();
  }

  static final class OfAction extends RecordValue {
    private final Action action;

    OfAction(Action action) {
      super(action);
      this.action = action;
    }

    @Override
    StructType type() {
      return CelTypes.ACTION_TYPE;
    }

    @Override
    @Nullable Object field(String name) {
      return switch (name) {
        case "id" -> action.id();
        case "tool" -> action.tool();
        case "operation" -> action.operation();
        case "agent" -> action.agent();
        case "model" -> action.model();
        case "tenant" -> action.tenant();
        case "step" -> (long) action.step();
        case "time" -> action.time();
        default -> null;
      };
    }
  }

  static final class OfWorkflow extends RecordValue {
    private final WorkflowInfo workflow;

    OfWorkflow(WorkflowInfo workflow) {
      super(workflow);
      this.workflow = workflow;
    }

    @Override
    StructType type() {
      return CelTypes.WORKFLOW_TYPE;
    }

    @Override
    @Nullable Object field(String name) {
      return switch (name) {
        case "id" -> workflow.id();
        case "attributes" -> new ObjectValue(workflow.attributes());
        default -> null;
      };
    }
  }

  static final class OfHistoryItem extends RecordValue {
    private final HistoryItem item;
    private final Evaluation evaluation;
    private final Erasure erasure;

    OfHistoryItem(HistoryItem item, Evaluation evaluation) {
      super(item);
      this.item = item;
      this.evaluation = evaluation;
      this.erasure = Erasure.of(item, evaluation);
    }

    @Override
    void lookedAtAll() {
      erasure.lookedAtAll();
    }

    @Override
    StructType type() {
      return CelTypes.HISTORY_ITEM_TYPE;
    }

    @Override
    @Nullable Object field(String name) {
      Erasure below = erasure.field(name);
      return switch (name) {
        case "step" -> (long) item.step();
        case "time" -> item.time();
        case "agent" -> item.agent();
        case "operation" -> item.operation();
        case "tool" -> item.tool();
        case "args" -> {
          if (item.args() == null) {
            evaluation.markUnrecordedRead();
          }
          yield CelValues.of(item.args(), below);
        }
        case "context" -> new ObjectValue(item.context(), below);
        case "result" -> CelValues.of(item.result());
        case "error" -> CelValues.of(item.error());
        default -> null;
      };
    }
  }
}
