package dev.hindcast.gateway.merge.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hindcast.gateway.merge.MergeStore.RuleIds;
import dev.hindcast.gateway.merge.SummaryCodec;
import dev.hindcast.policy.diff.ShardSummary;
import dev.hindcast.policyproto.RuleUsages;
import dev.hindcast.policyproto.SummaryProtos;
import jakarta.inject.Singleton;

/** Summaries as the message that workers send. */
@Singleton
final class ProtoSummaryCodec implements SummaryCodec {
  @Override
  public ShardSummary decode(ByteString bytes) {
    try {
      return SummaryProtos.fromProto(dev.hindcast.proto.worker.v1.ShardSummary.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a shard's summary", e);
    }
  }

  @Override
  public ByteString encode(ShardSummary summary, RuleIds rules) {
    return SummaryProtos.toProto(
            summary, RuleUsages.of(summary, rules.baseline(), rules.candidate()))
        .toByteString();
  }
}
