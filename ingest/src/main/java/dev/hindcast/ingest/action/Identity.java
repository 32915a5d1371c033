package dev.hindcast.ingest.action;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * How an action is told from others, and from other records of the same call.
 *
 * @param rank whose record wins within a batch: the smaller
 * @param key nothing else has it; an action whose key is known is a duplicate
 * @param covers keys that, if they are known, make this a duplicate
 * @param leaves further keys that become known with it, a duplicate or not
 */
public record Identity(int rank, ActionKey key, List<ActionKey> covers, List<ActionKey> leaves) {
  public Identity {
    requireNonNull(key);
    covers = List.copyOf(covers);
    leaves = List.copyOf(leaves);
  }

  /** The same, with another record's keys becoming known with it. */
  Identity with(Identity other) {
    var all = new ArrayList<>(leaves);
    all.add(other.key);
    all.addAll(other.leaves);
    return new Identity(rank, key, covers, all);
  }

  /** One that only a repetition has. */
  public static Identity of(ActionKey key) {
    return new Identity(0, key, List.of(), List.of());
  }
}
