package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.decision.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A test the author wrote into the bundle: this action, then that decision. */
public record BundleTest(
    String name,
    Action action,
    WorkflowInfo workflow,
    List<HistoryItem> history,
    Expectation expect,
    Position position) {

  /**
   * What must hold; what is absent is not checked.
   *
   * @param rule id of the deciding rule; empty means the default
   * @param args the arguments after the decision's edits
   */
  public record Expectation(
      Effect effect,
      Optional<String> rule,
      Optional<String> reason,
      Optional<Map<String, Object>> args) {
    public Expectation {
      requireNonNull(effect, "effect");
      requireNonNull(rule, "rule");
      requireNonNull(reason, "reason");
      requireNonNull(args, "args");
    }
  }

  public BundleTest {
    requireNonNull(name, "name");
    requireNonNull(action, "action");
    requireNonNull(workflow, "workflow");
    history = List.copyOf(history);
    requireNonNull(expect, "expect");
    requireNonNull(position, "position");
  }
}
