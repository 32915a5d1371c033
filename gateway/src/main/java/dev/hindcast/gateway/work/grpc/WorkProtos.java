package dev.hindcast.gateway.work.grpc;

import dev.hindcast.gateway.change.grpc.ChangeRowProtos;
import dev.hindcast.gateway.lease.Assignment;
import dev.hindcast.gateway.lease.FailureCause;
import dev.hindcast.gateway.lease.Follower;
import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.lease.ShardLease;
import dev.hindcast.gateway.merge.ChangeBatch;
import dev.hindcast.gateway.merge.FollowerPart;
import dev.hindcast.gateway.merge.ShardResult;
import dev.hindcast.gateway.plan.ShardRange;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.worker.v1.Ack;
import dev.hindcast.proto.worker.v1.ActionRange;
import dev.hindcast.proto.worker.v1.DeltaScan;
import dev.hindcast.proto.worker.v1.Draining;
import dev.hindcast.proto.worker.v1.LiveRange;
import dev.hindcast.proto.worker.v1.ReplayContext;
import dev.hindcast.proto.worker.v1.Revocation;
import dev.hindcast.proto.worker.v1.ShardFailure;
import dev.hindcast.proto.worker.v1.ShardSummary;
import dev.hindcast.proto.worker.v1.Welcome;
import dev.hindcast.proto.worker.v1.WorkResponse;
import dev.hindcast.proto.worker.v1.WorkflowRange;
import java.util.Optional;

/** Messages of the workers' stream, both ways. */
final class WorkProtos {
  private WorkProtos() {}

  static ShardLease lease(dev.hindcast.proto.worker.v1.ShardLease lease) {
    return new ShardLease(replay(lease.getReplay()), lease.getShard(), lease.getEpoch());
  }

  private static String replay(String resource) {
    if (!resource.startsWith("replays/")) {
      throw new FailureException(
          new Failure.InvalidRequest("lease.replay", "must be the resource name of a replay"));
    }
    return ReplayName.of(resource);
  }

  private static dev.hindcast.proto.worker.v1.ShardLease lease(ShardLease lease) {
    return dev.hindcast.proto.worker.v1.ShardLease.newBuilder()
        .setReplay(ReplayName.resource(lease.replay()))
        .setShard(lease.shard())
        .setEpoch(lease.epoch())
        .build();
  }

  static ChangeBatch batch(dev.hindcast.proto.worker.v1.ChangeBatch batch) {
    return new ChangeBatch(
        lease(batch.getLease()),
        batch.getSequence(),
        batch.getChangesList().stream().map(ChangeRowProtos::row).toList(),
        batch.getFollowersList().stream().map(WorkProtos::follower).toList());
  }

  private static FollowerPart follower(dev.hindcast.proto.worker.v1.FollowerPart part) {
    var summary = part.getSummary();
    if (part.hasSummary()) {
      requireMergeable(summary);
    }
    return new FollowerPart(
        replay(part.getReplay()),
        part.getChangesList().stream().map(ChangeRowProtos::row).toList(),
        part.hasSummary()
            ? Optional.of(
                new FollowerPart.Summary(
                    summary.getActionCount(), summary.getChangedCount(), summary.toByteString()))
            : Optional.empty());
  }

  /** A summary that could not be merged later is refused now. */
  private static void requireMergeable(ShardSummary summary) {
    try {
      var _ = SummaryProtos.fromProto(summary);
    } catch (IllegalArgumentException e) {
      throw new FailureException(new Failure.InvalidRequest("summary", e.getMessage()), e);
    }
  }

  static ShardResult result(ShardSummary summary) {
    requireMergeable(summary);
    return new ShardResult(
        lease(summary.getLease()),
        summary.getBatchCount(),
        summary.getActionCount(),
        summary.getChangedCount(),
        summary.getAuditedCount(),
        summary.toBuilder().clearLease().clearBatchCount().build().toByteString());
  }

  static FailureCause cause(ShardFailure failure) {
    return switch (failure.getCause()) {
      case CAUSE_BRANCH_UNREACHABLE -> FailureCause.BRANCH_UNREACHABLE;
      case CAUSE_BRANCH_FULL -> FailureCause.BRANCH_FULL;
      case CAUSE_BUNDLE_UNUSABLE -> FailureCause.BUNDLE_UNUSABLE;
      case CAUSE_SHUTDOWN -> FailureCause.SHUTDOWN;
      case CAUSE_AUDIT_FAILED -> FailureCause.AUDIT_FAILED;
      case CAUSE_UNSPECIFIED, UNRECOGNIZED -> FailureCause.WORKER_FAULT;
    };
  }

  static WorkResponse ack(ShardLease lease, long sequence) {
    return WorkResponse.newBuilder()
        .setAck(Ack.newBuilder().setLease(lease(lease)).setSequence(sequence))
        .build();
  }

  static WorkResponse welcome(LeaseDuration lease) {
    return WorkResponse.newBuilder()
        .setWelcome(Welcome.newBuilder().setLeaseDuration(ReplayProtos.duration(lease.value())))
        .build();
  }

  static WorkResponse draining() {
    return WorkResponse.newBuilder().setDraining(Draining.getDefaultInstance()).build();
  }

  static WorkResponse revocation(ShardLease lease, String reason) {
    return WorkResponse.newBuilder()
        .setRevocation(Revocation.newBuilder().setLease(lease(lease)).setReason(reason))
        .build();
  }

  static WorkResponse assignment(Assignment assignment) {
    var shard = assignment.shard();
    var context =
        ReplayContext.newBuilder()
            .setBranch(connection(assignment))
            .setBaseline(ReplayProtos.policy(shard.baseline()))
            .setCandidate(ReplayProtos.policy(shard.candidate()))
            .setWindow(ReplayProtos.window(shard.window()))
            .addAllFollowers(shard.followers().stream().map(WorkProtos::follower).toList());
    if (!shard.scan().isEmpty()) {
      context.setDelta(delta(dev.hindcast.gateway.delta.DeltaScan.ofText(shard.scan())));
    }
    return WorkResponse.newBuilder()
        .setAssignment(
            dev.hindcast.proto.worker.v1.Assignment.newBuilder()
                .setLease(lease(shard.lease()))
                .setContext(context)
                .setRange(range(shard))
                .setTraceparent(shard.traceparent()))
        .build();
  }

  private static DeltaScan delta(dev.hindcast.gateway.delta.DeltaScan scan) {
    return DeltaScan.newBuilder()
        .setStatement(scan.count())
        .setSample(scan.sample())
        .addAllPulled(scan.pulled())
        .build();
  }

  private static dev.hindcast.proto.worker.v1.Follower follower(Follower follower) {
    return dev.hindcast.proto.worker.v1.Follower.newBuilder()
        .setReplay(ReplayName.resource(follower.replay()))
        .setCandidate(ReplayProtos.policy(follower.candidate()))
        .build();
  }

  private static BranchConnection connection(Assignment assignment) {
    var login = assignment.login();
    return BranchConnection.newBuilder()
        .setHost(login.host())
        .setPort(login.port())
        .setDatabase(login.database())
        .setUser(login.user())
        .setPassword(login.password())
        .setSchema(login.schema())
        .setSslMode(login.sslMode())
        .build();
  }

  private static dev.hindcast.proto.worker.v1.ShardRange range(LeasedShard shard) {
    if (shard.slice().isPresent()
        && shard.range() instanceof ShardRange.Actions(var from, var to)) {
      var slice = shard.slice().get();
      return dev.hindcast.proto.worker.v1.ShardRange.newBuilder()
          .setLive(
              LiveRange.newBuilder()
                  .setSince(slice.since())
                  .setUpto(slice.upto())
                  .setFrom(from)
                  .setTo(to))
          .build();
    }
    return range(shard.range());
  }

  private static dev.hindcast.proto.worker.v1.ShardRange range(ShardRange range) {
    var message = dev.hindcast.proto.worker.v1.ShardRange.newBuilder();
    return switch (range) {
      case ShardRange.Actions(var from, var to) ->
          message.setActions(ActionRange.newBuilder().setFrom(from).setTo(to)).build();
      case ShardRange.Workflows(var from, var to) ->
          message.setWorkflows(WorkflowRange.newBuilder().setFrom(from).setTo(to)).build();
    };
  }
}
