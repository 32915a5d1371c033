package dev.hindcast.ingest.write;

import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import java.util.List;

/** What one request brings for one store. */
public record Delivery(List<IncomingAction> actions, List<IncomingOutcome> outcomes) {
  public Delivery {
    actions = List.copyOf(actions);
    outcomes = List.copyOf(outcomes);
  }

  /** How many records it has. */
  public int size() {
    return actions.size() + outcomes.size();
  }

  /** About how many bytes of memory they take. */
  public long bytes() {
    return actions.stream().mapToLong(IncomingAction::bytes).sum()
        + outcomes.stream().mapToLong(IncomingOutcome::bytes).sum();
  }
}
