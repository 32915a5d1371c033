package dev.hindcast.tracestore.load;

import static java.util.Objects.requireNonNull;

/** One line of a file of runs. Texts of JSON are ready for {@code jsonb}. */
sealed interface RunLine {

  String workflowId();

  Ending ending();

  /**
   * One tool call.
   *
   * @param tool null: not recorded
   * @param arguments JSON; null: not recorded
   * @param context JSON object of what was known beside the call
   * @param result JSON; null: none
   * @param error null: the call went well
   */
  record Call(
      String workflowId,
      int step,
      String agent,
      String model,
      String tool,
      String arguments,
      String context,
      String result,
      String error,
      Ending ending)
      implements RunLine {
    public Call {
      requireNonNull(workflowId);
      requireNonNull(agent);
      requireNonNull(model);
      requireNonNull(context);
      requireNonNull(ending);
    }
  }

  /** A whole run. */
  record Session(String workflowId, Ending ending) implements RunLine {
    public Session {
      requireNonNull(workflowId);
      requireNonNull(ending);
    }
  }

  /**
   * How the run ended, as the line says.
   *
   * @param labels JSON object: the recorded verdicts behind the outcome
   */
  record Ending(RunOutcome outcome, String labels) {
    public Ending {
      requireNonNull(outcome);
      requireNonNull(labels);
    }
  }
}
