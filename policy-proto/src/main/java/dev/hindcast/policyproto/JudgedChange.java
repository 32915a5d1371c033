package dev.hindcast.policyproto;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.diff.ShownName;
import dev.hindcast.policy.judge.Verdict;
import java.time.Instant;

/**
 * An action whose decision differs: what worker and gateway tell each other about it.
 *
 * @param actionId in the trace store
 * @param step of the action in its workflow
 * @param time when the action happened
 * @param tool that was called
 * @param outcome of the workflow in production
 * @param verdict both decisions and the kind of the change
 */
public record JudgedChange(
    long actionId,
    String workflowId,
    int step,
    Instant time,
    String tool,
    String agent,
    WorkflowOutcome outcome,
    Verdict.Changed verdict) {

  public JudgedChange {
    requireNonNull(workflowId, "workflowId");
    requireNonNull(time, "time");
    requireNonNull(tool, "tool");
    requireNonNull(agent, "agent");
    requireNonNull(outcome, "outcome");
    requireNonNull(verdict, "verdict");
  }

  /** The change of an action, its workflow's outcome not yet known. */
  public static JudgedChange of(Action action, Verdict.Changed verdict) {
    return new JudgedChange(
        action.id(),
        action.workflowId(),
        action.step(),
        action.time(),
        ShownName.of(action.tool()),
        ShownName.of(action.agent()),
        WorkflowOutcome.UNKNOWN,
        verdict);
  }

  public JudgedChange withOutcome(WorkflowOutcome known) {
    return new JudgedChange(actionId, workflowId, step, time, tool, agent, known, verdict);
  }
}
