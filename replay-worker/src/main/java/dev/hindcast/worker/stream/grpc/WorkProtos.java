package dev.hindcast.worker.stream.grpc;

import com.google.protobuf.Timestamp;
import dev.hindcast.policy.bundle.ParamOverride;
import dev.hindcast.policyproto.ChangeProtos;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.policyproto.RuleUsages;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.worker.v1.ChangeBatch;
import dev.hindcast.proto.worker.v1.FollowerPart;
import dev.hindcast.proto.worker.v1.Heartbeat;
import dev.hindcast.proto.worker.v1.Hello;
import dev.hindcast.proto.worker.v1.Offer;
import dev.hindcast.proto.worker.v1.ShardFailure.Cause;
import dev.hindcast.proto.worker.v1.ShardLease;
import dev.hindcast.proto.worker.v1.ShardSummary;
import dev.hindcast.proto.worker.v1.Welcome;
import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.BranchLogin;
import dev.hindcast.worker.assignment.DeltaScan;
import dev.hindcast.worker.assignment.Derivation;
import dev.hindcast.worker.assignment.Follower;
import dev.hindcast.worker.assignment.Lease;
import dev.hindcast.worker.assignment.PolicyRef;
import dev.hindcast.worker.assignment.ReplayContext;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.shard.PassBatch;
import dev.hindcast.worker.shard.ShardFailure;
import dev.hindcast.worker.shard.ShardResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The messages of the stream. */
final class WorkProtos {
  private static final int PROTOCOL_VERSION = 1;

  private WorkProtos() {}

  static WorkRequest hello(String workerId, int slots, boolean reconnected) {
    return WorkRequest.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setWorkerId(workerId)
                .setSlotCount(slots)
                .setProtocolVersion(PROTOCOL_VERSION)
                .setReconnected(reconnected))
        .build();
  }

  /** How long a lease holds, if the gateway says so. */
  static Optional<Duration> lease(Welcome welcome) {
    var told = welcome.getLeaseDuration();
    var lease = Duration.ofSeconds(told.getSeconds(), told.getNanos());
    return lease.isPositive() ? Optional.of(lease) : Optional.empty();
  }

  static WorkRequest offer(int slots) {
    return WorkRequest.newBuilder().setOffer(Offer.newBuilder().setSlotCount(slots)).build();
  }

  static WorkRequest heartbeat(List<Lease> leases, int slots) {
    var heartbeat = Heartbeat.newBuilder().setSlotCount(slots);
    leases.forEach(lease -> heartbeat.addShards(toProto(lease)));
    return WorkRequest.newBuilder().setHeartbeat(heartbeat).build();
  }

  static WorkRequest changes(Lease lease, long sequence, List<JudgedChange> changes) {
    var batch = ChangeBatch.newBuilder().setLease(toProto(lease)).setSequence(sequence);
    changes.forEach(change -> batch.addChanges(ChangeProtos.toProto(change)));
    return WorkRequest.newBuilder().setChanges(batch).build();
  }

  static WorkRequest changes(Lease lease, long sequence, PassBatch passBatch) {
    var batch = ChangeBatch.newBuilder().setLease(toProto(lease)).setSequence(sequence);
    passBatch.leader().forEach(change -> batch.addChanges(ChangeProtos.toProto(change)));
    passBatch.followers().forEach(part -> batch.addFollowers(part(part)));
    return WorkRequest.newBuilder().setChanges(batch).build();
  }

  private static FollowerPart part(PassBatch.Part part) {
    var message = FollowerPart.newBuilder().setReplay(part.replay());
    part.changes().forEach(change -> message.addChanges(ChangeProtos.toProto(change)));
    part.result().map(WorkProtos::summary).ifPresent(message::setSummary);
    return message.build();
  }

  static WorkRequest summary(Lease lease, ShardResult result) {
    return WorkRequest.newBuilder()
        .setSummary(
            summary(result).toBuilder().setLease(toProto(lease)).setBatchCount(result.batches()))
        .build();
  }

  private static ShardSummary summary(ShardResult result) {
    return SummaryProtos.toProto(
        result.summary(), RuleUsages.of(result.summary(), result.baseline(), result.candidate()));
  }

  static WorkRequest failure(Lease lease, ShardFailure failure) {
    return WorkRequest.newBuilder()
        .setFailure(
            dev.hindcast.proto.worker.v1.ShardFailure.newBuilder()
                .setLease(toProto(lease))
                .setCause(toProto(failure.cause()))
                .setDetail(failure.detail()))
        .build();
  }

  static Lease lease(ShardLease proto) {
    return new Lease(proto.getReplay(), proto.getShard(), proto.getEpoch());
  }

  /**
   * @throws IllegalArgumentException if the range is of a kind that this worker does not know
   */
  static Assignment assignment(dev.hindcast.proto.worker.v1.Assignment proto) {
    var context = proto.getContext();
    return new Assignment(
        lease(proto.getLease()),
        new ReplayContext(
            login(context.getBranch()),
            policy(context.getBaseline()),
            policy(context.getCandidate()),
            new Window(
                time(context.getWindow().hasStartTime(), context.getWindow().getStartTime()),
                time(context.getWindow().hasEndTime(), context.getWindow().getEndTime())),
            context.getFollowersList().stream()
                .map(
                    follower -> new Follower(follower.getReplay(), policy(follower.getCandidate())))
                .toList(),
            context.hasDelta()
                ? Optional.of(
                    new DeltaScan(
                        context.getDelta().getStatement(),
                        context.getDelta().getSample(),
                        context.getDelta().getPulledList()))
                : Optional.empty()),
        range(proto.getRange()),
        proto.getTraceparent());
  }

  private static BranchLogin login(BranchConnection proto) {
    return new BranchLogin(
        proto.getHost(),
        proto.getPort(),
        proto.getDatabase(),
        proto.getUser(),
        proto.getPassword(),
        proto.getSslMode());
  }

  private static PolicyRef policy(dev.hindcast.proto.replay.v1.PolicyRef proto) {
    return new PolicyRef(
        proto.getBundle(),
        proto.getDigest(),
        proto.getAllowAll(),
        proto.getBaseDigest().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Derivation(
                    proto.getBaseDigest(),
                    proto.getOverridesList().stream()
                        .map(value -> new ParamOverride(value.getParam(), value.getValueJson()))
                        .toList())));
  }

  private static Optional<Instant> time(boolean present, Timestamp proto) {
    return present
        ? Optional.of(Instant.ofEpochSecond(proto.getSeconds(), proto.getNanos()))
        : Optional.empty();
  }

  private static ShardRange range(dev.hindcast.proto.worker.v1.ShardRange proto) {
    return switch (proto.getRangeCase()) {
      case ACTIONS ->
          new ShardRange.Actions(proto.getActions().getFrom(), proto.getActions().getTo());
      case WORKFLOWS ->
          new ShardRange.Workflows(proto.getWorkflows().getFrom(), proto.getWorkflows().getTo());
      case LIVE -> {
        var live = proto.getLive();
        yield new ShardRange.Live(live.getSince(), live.getUpto(), live.getFrom(), live.getTo());
      }
      case RANGE_NOT_SET ->
          throw new IllegalArgumentException("the shard's range is not set, or of a newer release");
    };
  }

  private static ShardLease toProto(Lease lease) {
    return ShardLease.newBuilder()
        .setReplay(lease.replay())
        .setShard(lease.shard())
        .setEpoch(lease.epoch())
        .build();
  }

  private static Cause toProto(ShardFailure.Cause cause) {
    return switch (cause) {
      case WORKER_FAULT -> Cause.CAUSE_UNSPECIFIED;
      case BRANCH_UNREACHABLE -> Cause.CAUSE_BRANCH_UNREACHABLE;
      case BRANCH_FULL -> Cause.CAUSE_BRANCH_FULL;
      case BUNDLE_UNUSABLE -> Cause.CAUSE_BUNDLE_UNUSABLE;
      case SHUTDOWN -> Cause.CAUSE_SHUTDOWN;
      case AUDIT_FAILED -> Cause.CAUSE_AUDIT_FAILED;
    };
  }
}
