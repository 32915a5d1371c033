package dev.hindcast.policy.action;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What policies may know about the workflow an action belongs to.
 *
 * @param attributes JSON values by name; handed over, must not be changed afterwards
 */
public record WorkflowInfo(String id, Map<String, Object> attributes) {

  public WorkflowInfo {
    requireNonNull(id, "id");
    requireNonNull(attributes, "attributes");
  }

  public static WorkflowInfo of(String id) {
    return new WorkflowInfo(id, Map.of());
  }
}
