package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Where a replay stands in a pass.
 *
 * @param leader last part of the leader's resource name
 * @param replays of the pass, the leader first, likewise; empty unless this one leads
 */
public record PassPlace(String leader, List<String> replays) {
  public PassPlace {
    requireNonNull(leader);
    replays = List.copyOf(replays);
  }

  /** The others, if this one leads. */
  public List<String> followers() {
    return replays.isEmpty() ? List.of() : replays.subList(1, replays.size());
  }
}
