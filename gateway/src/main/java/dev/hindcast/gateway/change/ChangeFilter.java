package dev.hindcast.gateway.change;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Which changes to list; what is given must all hold.
 *
 * @param kinds numbers of {@code hindcast.replay.v1.ChangeKind}; empty: all
 * @param rule that decided on either side; empty: any
 * @param tool empty: any
 * @param agent empty: any
 * @param workflowId empty: any
 */
public record ChangeFilter(
    List<Integer> kinds, String rule, String tool, String agent, String workflowId) {
  public ChangeFilter {
    kinds = kinds.stream().sorted().distinct().toList();
    requireNonNull(rule);
    requireNonNull(tool);
    requireNonNull(agent);
    requireNonNull(workflowId);
  }
}
