package dev.hindcast.gateway.merge;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.change.ChangeRow;
import dev.hindcast.gateway.lease.ShardLease;
import java.util.List;

/**
 * Some changes of one shard.
 *
 * @param sequence counts the shard's batches from 0
 */
public record ChangeBatch(ShardLease lease, long sequence, List<ChangeRow> rows) {
  public ChangeBatch {
    requireNonNull(lease);
    rows = List.copyOf(rows);
  }
}
