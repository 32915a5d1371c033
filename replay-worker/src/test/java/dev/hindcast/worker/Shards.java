package dev.hindcast.worker;

import com.google.protobuf.Timestamp;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.replay.v1.Window;
import dev.hindcast.proto.worker.v1.ActionRange;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.ShardRange;
import dev.hindcast.proto.worker.v1.WorkflowRange;
import java.time.Instant;

/** Makes the assignments of the tests. */
final class Shards {
  private Shards() {}

  static ShardLease lease(String replay, int shard) {
    return ShardLease.newBuilder()
        .setReplay("replays/" + replay)
        .setShard(shard)
        .setEpoch(1)
        .build();
  }

  static ReplayContext context(TestBranch branch, BundleSource baseline, BundleSource candidate) {
    return ReplayContext.newBuilder()
        .setBranch(branch.connection())
        .setBaseline(policy(baseline))
        .setCandidate(policy(candidate))
        .build();
  }

  static Window window(String start, String end) {
    return Window.newBuilder().setStartTime(time(start)).setEndTime(time(end)).build();
  }

  static Assignment actions(ShardLease lease, ReplayContext context, long from, long to) {
    return Assignment.newBuilder()
        .setLease(lease)
        .setContext(context)
        .setRange(
            ShardRange.newBuilder().setActions(ActionRange.newBuilder().setFrom(from).setTo(to)))
        .build();
  }

  static Assignment allActions(ShardLease lease, ReplayContext context) {
    return actions(lease, context, 0, Long.MAX_VALUE);
  }

  static Assignment workflows(ShardLease lease, ReplayContext context, String from, String to) {
    return Assignment.newBuilder()
        .setLease(lease)
        .setContext(context)
        .setRange(
            ShardRange.newBuilder()
                .setWorkflows(WorkflowRange.newBuilder().setFrom(from).setTo(to)))
        .build();
  }

  private static PolicyRef policy(BundleSource source) {
    return PolicyRef.newBuilder().setBundle("guard").setDigest(source.digest()).build();
  }

  private static Timestamp time(String text) {
    var time = Instant.parse(text);
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }
}
