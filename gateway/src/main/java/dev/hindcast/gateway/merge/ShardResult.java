package dev.hindcast.gateway.merge;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.lease.ShardLease;

/**
 * The end of one shard.
 *
 * @param batches that were sent, with {@code changed} rows in all
 * @param actions judged or counted
 * @param audited actions that were left out and judged as a sample
 * @param summary encoded, see {@link SummaryCodec}
 */
public record ShardResult(
    ShardLease lease, long batches, long actions, long changed, long audited, ByteString summary) {
  public ShardResult {
    requireNonNull(lease);
    requireNonNull(summary);
  }
}
