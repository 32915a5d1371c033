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

  /** How much of a queue it takes. */
  public int size() {
    return actions.size() + outcomes.size();
  }
}
