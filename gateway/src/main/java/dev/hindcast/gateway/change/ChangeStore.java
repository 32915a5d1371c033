package dev.hindcast.gateway.change;

import java.util.List;
import java.util.Optional;

/** Changes of replays that succeeded. Thread-safe, blocking. */
public interface ChangeStore {

  /** Changes with action ids above {@code after}, in their order. */
  List<ListedChange> list(long replayId, ChangeFilter filter, long after, int size);

  /**
   * Changes of a live part, as far as every slice before theirs is judged too, in the order of the
   * slices, then of the ids.
   *
   * @param replayId of the live part
   */
  List<ListedChange> arrived(long replayId, ChangeFilter filter, Arrived after, int size);

  /**
   * A place in a live part.
   *
   * @param shard its slice
   */
  record Arrived(int shard, long actionId) {
    public static final Arrived FIRST = new Arrived(-1, 0);
  }

  Optional<ListedChange> find(long replayId, long actionId);

  /** Broken workflows with ids above {@code after}, in {@code C} order. */
  List<BrokenWorkflow> broken(long replayId, String after, int size);

  TouchedWorkflows touched(long replayId);

  /**
   * A change in its replay.
   *
   * @param shard that found it
   * @param counterfactual an earlier action of the workflow diverges already
   */
  record ListedChange(ChangeRow row, int shard, boolean counterfactual) {}
}
