package dev.hindcast.gateway.merge;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.change.ChangeRow;
import java.util.List;
import java.util.Optional;

/**
 * What a batch holds for a replay that follows the one whose shard it is of.
 *
 * @param replay last part of its resource name
 * @param summary of its shard, after all its changes
 */
public record FollowerPart(String replay, List<ChangeRow> rows, Optional<Summary> summary) {
  public FollowerPart {
    requireNonNull(replay);
    rows = List.copyOf(rows);
    requireNonNull(summary);
  }

  /**
   * The end of its shard, which is committed with the leader's.
   *
   * @param actions judged or counted
   * @param encoded see {@link SummaryCodec}
   */
  public record Summary(long actions, long changed, ByteString encoded) {
    public Summary {
      requireNonNull(encoded);
    }
  }
}
