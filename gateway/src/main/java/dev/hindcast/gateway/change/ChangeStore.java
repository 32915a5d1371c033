package dev.hindcast.gateway.change;

import java.util.List;
import java.util.Optional;

/** Changes of replays that succeeded. Thread-safe, blocking. */
public interface ChangeStore {

  /** Changes with action ids above {@code after}, in their order. */
  List<ListedChange> list(long replayId, ChangeFilter filter, long after, int size);

  Optional<ListedChange> find(long replayId, long actionId);

  /** Broken workflows with ids above {@code after}, in {@code C} order. */
  List<BrokenWorkflow> broken(long replayId, String after, int size);

  TouchedWorkflows touched(long replayId);

  /**
   * A change in its replay.
   *
   * @param counterfactual an earlier action of the workflow diverges already
   */
  record ListedChange(ChangeRow row, boolean counterfactual) {}
}
