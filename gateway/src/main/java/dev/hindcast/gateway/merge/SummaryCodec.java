package dev.hindcast.gateway.merge;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.merge.MergeStore.RuleIds;
import dev.hindcast.policy.diff.ShardSummary;

/** The form in which summaries are sent and stored, without loss. Thread-safe. */
public interface SummaryCodec {

  /**
   * Reads a summary.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  ShardSummary decode(ByteString bytes);

  ByteString encode(ShardSummary summary, RuleIds rules);
}
