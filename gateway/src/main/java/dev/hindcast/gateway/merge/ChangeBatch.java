package dev.hindcast.gateway.merge;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.change.ChangeRow;
import dev.hindcast.gateway.lease.ShardLease;
import java.util.List;

/**
 * Some changes of one shard.
 *
 * @param sequence counts the shard's batches from 0
 * @param followers what it holds for the other replays of a pass
 */
public record ChangeBatch(
    ShardLease lease, long sequence, List<ChangeRow> rows, List<FollowerPart> followers) {
  public ChangeBatch {
    requireNonNull(lease);
    rows = List.copyOf(rows);
    followers = List.copyOf(followers);
  }

  /** Of all replays of a pass. */
  long changes() {
    return rows.size() + followers.stream().mapToLong(part -> part.rows().size()).sum();
  }
}
