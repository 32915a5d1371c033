package dev.hindcast.gateway.lease;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals free slots to replays by weighted round robin: one of weight 20 gets two shards for every
 * one of weight 10, and however many shards one has, no other waits for them all. Each gateway
 * deals its own slots, so the shares hold over all of them. Confined to one thread.
 */
final class FairShare {
  /** What each replay has had, in shards by weight. Only differences matter. */
  private final Map<String, Double> had = new HashMap<>();

  /** What the one had that was served last. */
  private double level;

  /** How many of the slots each replay gets; those that get none are left out. */
  Map<WaitingReplay, Integer> deal(List<WaitingReplay> waiting, int slots) {
    // One that comes, or comes back, starts level: it makes up for nothing.
    had.values().removeIf(value -> value <= level);
    var dealt = new LinkedHashMap<WaitingReplay, Integer>();
    for (var slot = 0; slot < slots; slot++) {
      var next = next(waiting, dealt);
      if (next == null) {
        break;
      }
      level = had(next);
      had.put(next.replay(), level + 1.0 / next.weight());
      var _ = dealt.merge(next, 1, Integer::sum);
    }
    return dealt;
  }

  private WaitingReplay next(List<WaitingReplay> waiting, Map<WaitingReplay, Integer> dealt) {
    WaitingReplay next = null;
    for (var replay : waiting) {
      if (dealt.getOrDefault(replay, 0) < replay.shards()
          && (next == null || had(replay) < had(next))) {
        next = replay;
      }
    }
    return next;
  }

  private double had(WaitingReplay replay) {
    return had.getOrDefault(replay.replay(), level);
  }
}
