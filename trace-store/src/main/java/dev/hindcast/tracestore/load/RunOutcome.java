package dev.hindcast.tracestore.load;

/** How a workflow ended in production. */
enum RunOutcome {
  SUCCESS("success"),
  FAILURE("failure"),
  INCIDENT("incident"),
  UNKNOWN("unknown");

  private final String stored;

  RunOutcome(String stored) {
    this.stored = stored;
  }

  /** The value of {@code workflow_outcome.outcome}. */
  String stored() {
    return stored;
  }

  /**
   * The rule: harm first, then the recorded verdict.
   *
   * @param attackSucceeded whether an injected goal was carried out; null: clean or not judged
   * @param utility whether the user got what was asked for; null: not judged
   * @param reward score from 0 to 1; null: none
   */
  static RunOutcome of(Boolean attackSucceeded, Boolean utility, Double reward) {
    if (Boolean.TRUE.equals(attackSucceeded)) {
      return INCIDENT;
    }
    if (Boolean.TRUE.equals(utility) || (reward != null && reward == 1.0)) {
      return SUCCESS;
    }
    if (Boolean.FALSE.equals(utility) || (reward != null && reward < 1.0)) {
      return FAILURE;
    }
    return UNKNOWN;
  }
}
