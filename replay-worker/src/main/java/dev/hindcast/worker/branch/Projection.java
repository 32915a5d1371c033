package dev.hindcast.worker.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.reads.ActionColumn;
import dev.hindcast.policy.reads.HistoryField;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import java.util.Collection;
import java.util.Optional;

/**
 * What to fetch of every action, beyond what every change needs. The same rows serve as actions and
 * as history, so each part is fetched if either reads it; more than is read does no harm.
 *
 * @param arguments keys of the arguments
 * @param context keys of the context
 * @param history true if earlier actions of the workflow are needed at all
 * @param result true if their results are
 * @param error true if their errors are
 * @param byTool of the keys, those that an action's own tool needs, where only these are fetched
 */
public record Projection(
    boolean tenant,
    boolean model,
    boolean operation,
    KeySet arguments,
    KeySet context,
    boolean history,
    boolean result,
    boolean error,
    Optional<ToolKeys> byTool) {

  /** Every key costs the database a look into the document: beyond this the whole is cheaper. */
  static final int MAX_KEYS = 16;

  public Projection {
    requireNonNull(arguments, "arguments");
    requireNonNull(context, "context");
    requireNonNull(byTool, "byTool");
  }

  /**
   * What these bundles read.
   *
   * @param reads of all of them
   */
  public static Projection of(Reads reads, Collection<CompiledBundle> bundles) {
    var whole = of(reads);
    if (reads.history() || reads.args().all() || reads.context().all()) {
      return whole;
    }
    var keys = ToolKeys.of(bundles);
    return keys.isWorthwhile(reads)
        ? new Projection(
            whole.tenant,
            whole.model,
            whole.operation,
            reads.args(),
            reads.context(),
            false,
            false,
            false,
            Optional.of(keys))
        : whole;
  }

  /** The same keys of every action. */
  Projection alike() {
    return byTool.isEmpty()
        ? this
        : new Projection(
            tenant,
            model,
            operation,
            capped(arguments),
            capped(context),
            history,
            result,
            error,
            Optional.empty());
  }

  public static Projection of(Reads reads) {
    var past = reads.historyFields();
    return new Projection(
        reads.columns().contains(ActionColumn.TENANT),
        reads.columns().contains(ActionColumn.MODEL),
        reads.columns().contains(ActionColumn.OPERATION) || past.contains(HistoryField.OPERATION),
        capped(reads.args().union(reads.historyArgs())),
        capped(reads.context().union(reads.historyContext())),
        reads.history(),
        past.contains(HistoryField.RESULT),
        past.contains(HistoryField.ERROR),
        Optional.empty());
  }

  private static KeySet capped(KeySet keys) {
    return keys.keys().size() > MAX_KEYS ? KeySet.ALL : keys;
  }
}
