package dev.hindcast.branch.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.hindcast.branch.branch.BranchPage;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.branch.ObservedBranch;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.branch.v1.DiscardProof;
import dev.hindcast.proto.branch.v1.ListBranchesResponse;
import java.time.Instant;

/** Branches as messages. */
final class BranchProtos {
  private BranchProtos() {}

  static Branch message(ObservedBranch observed) {
    var message = message(observed.branch()).toBuilder();
    observed.usage().divergenceBytes().ifPresent(message::setDivergenceBytes);
    observed.usage().logicalBytes().ifPresent(message::setLogicalBytes);
    observed.usage().arrivedActions().ifPresent(message::setArrivedActions);
    observed.tables().forEach(table -> message.addTables(StoreProtos.message(table)));
    return message.build();
  }

  static Branch message(dev.hindcast.branch.branch.Branch branch) {
    var message =
        Branch.newBuilder()
            .setName(branch.name().toString())
            .setUid(branch.uid())
            .setState(state(branch.state()))
            .setProvider(branch.provider())
            .setOwner(branch.owner())
            .setCreateTime(timestamp(branch.createTime()))
            .setExpireTime(timestamp(branch.expireTime()))
            .setMaxDivergenceBytes(branch.maxDivergenceBytes())
            .setEtag(branch.etag())
            .setFailure(branch.failure());
    branch.holdTime().ifPresent(time -> message.setHoldTime(timestamp(time)));
    branch.divergenceBytes().ifPresent(message::setDivergenceBytes);
    branch
        .provision()
        .ifPresent(
            made ->
                message
                    .setForkPoint(message(made.point()))
                    .setForkDuration(duration(made.duration())));
    branch.cause().ifPresent(cause -> message.setDeleteCause(cause(cause)));
    branch
        .discard()
        .ifPresent(
            discard ->
                message.setDiscardProof(
                    DiscardProof.newBuilder()
                        .setText(discard.proof())
                        .setConfirmTime(timestamp(discard.time()))));
    branch.bundles().forEach(bundle -> message.addBundles(message(bundle)));
    return message.build();
  }

  static ListBranchesResponse response(BranchPage page) {
    return ListBranchesResponse.newBuilder()
        .addAllBranches(page.branches().stream().map(BranchProtos::message).toList())
        .setNextPageToken(page.nextPageToken())
        .build();
  }

  static BranchConnection message(BranchLogin login) {
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

  static BundleRole role(dev.hindcast.proto.branch.v1.BundleRole role) {
    return switch (role) {
      case BUNDLE_ROLE_CANDIDATE -> BundleRole.CANDIDATE;
      case BUNDLE_ROLE_BASELINE -> BundleRole.BASELINE;
      case BUNDLE_ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw new FailureException(new Failure.InvalidRequest("role", "must be given"));
    };
  }

  static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** A moment of a request; one that no calendar has is refused. */
  static Instant instant(Timestamp time, String field) {
    if (!Timestamps.isValid(time)) {
      throw new FailureException(
          new Failure.InvalidRequest(field, "must lie in the years 1 to 9999"));
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static dev.hindcast.proto.branch.v1.LoadedBundle message(LoadedBundle bundle) {
    return dev.hindcast.proto.branch.v1.LoadedBundle.newBuilder()
        .setRole(
            switch (bundle.role()) {
              case CANDIDATE -> dev.hindcast.proto.branch.v1.BundleRole.BUNDLE_ROLE_CANDIDATE;
              case BASELINE -> dev.hindcast.proto.branch.v1.BundleRole.BUNDLE_ROLE_BASELINE;
            })
        .setBundle(bundle.bundle())
        .setVersion(bundle.version())
        .setDigest(bundle.digest())
        .setLoadTime(timestamp(bundle.loadTime()))
        .build();
  }

  private static dev.hindcast.proto.branch.v1.ForkPoint message(ForkPoint point) {
    return dev.hindcast.proto.branch.v1.ForkPoint.newBuilder()
        .setLsn(point.lsn())
        .setSnapshot(point.snapshot())
        .setTime(timestamp(point.time()))
        .setSystemIdentifier(point.systemIdentifier())
        .setPrecision(StoreProtos.precision(point.precision()))
        .build();
  }

  private static Branch.State state(BranchState state) {
    return switch (state) {
      case CREATING -> Branch.State.STATE_CREATING;
      case READY -> Branch.State.STATE_READY;
      case RESETTING -> Branch.State.STATE_RESETTING;
      case DELETING -> Branch.State.STATE_DELETING;
      case DELETED -> Branch.State.STATE_DELETED;
      case FAILED -> Branch.State.STATE_FAILED;
    };
  }

  private static Branch.DeleteCause cause(DeleteCause cause) {
    return switch (cause) {
      case REQUESTED -> Branch.DeleteCause.DELETE_CAUSE_REQUESTED;
      case PROMOTED -> Branch.DeleteCause.DELETE_CAUSE_PROMOTED;
      case EXPIRED -> Branch.DeleteCause.DELETE_CAUSE_EXPIRED;
      case OVER_BUDGET -> Branch.DeleteCause.DELETE_CAUSE_OVER_BUDGET;
    };
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
