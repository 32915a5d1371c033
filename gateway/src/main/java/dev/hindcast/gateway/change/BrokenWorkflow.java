package dev.hindcast.gateway.change;

import static java.util.Objects.requireNonNull;

/**
 * A workflow that succeeded in production and loses an action under the candidate.
 *
 * @param agent tool and rule: of the first action whose execution differs
 * @param lost actions
 * @param counterfactual changes after the first divergence
 */
public record BrokenWorkflow(
    String workflowId,
    long firstAction,
    int firstStep,
    String agent,
    String tool,
    String rule,
    long lost,
    long counterfactual) {
  /** Its names, numbers and tags. */
  private static final int FRAME = 256;

  public BrokenWorkflow {
    requireNonNull(workflowId);
    requireNonNull(agent);
    requireNonNull(tool);
    requireNonNull(rule);
  }

  /** About how long it is as a message. */
  long bytes() {
    return FRAME
        + PageLimit.utf8(workflowId)
        + PageLimit.utf8(agent)
        + PageLimit.utf8(tool)
        + PageLimit.utf8(rule);
  }
}
