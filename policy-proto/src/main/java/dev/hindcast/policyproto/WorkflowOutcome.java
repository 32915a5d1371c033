package dev.hindcast.policyproto;

import java.util.Locale;

/** How a workflow ended in production. The ids are those of the trace store. */
public enum WorkflowOutcome {
  /** Nothing is recorded about it, or nothing that says how it ended. */
  UNKNOWN,
  SUCCESS,
  FAILURE,
  INCIDENT;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An id of a newer trace store is unknown. */
  public static WorkflowOutcome byId(String id) {
    for (var outcome : values()) {
      if (outcome.id().equals(id)) {
        return outcome;
      }
    }
    return UNKNOWN;
  }
}
