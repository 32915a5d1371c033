package dev.hindcast.gateway.branch.grpc;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.branch.BranchFacts;
import dev.hindcast.gateway.branch.BranchFacts.Standing;
import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.neighbour.grpc.Neighbour;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc.BranchInternalServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.branch.v1.HoldBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The branch-service behind a channel. */
@Singleton
final class GrpcBranches implements Branches {
  private static final Neighbour BRANCHES = new Neighbour("the branch-service");
  private static final long DEADLINE_SECONDS = 30;

  private final BranchServiceBlockingStub stub;
  private final BranchInternalServiceBlockingStub internal;

  GrpcBranches(@Named("branch-service") ManagedChannel channel) {
    this.stub = BranchServiceGrpc.newBlockingStub(channel);
    this.internal = BranchInternalServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public BranchFacts get(String branch) {
    var request = GetBranchRequest.newBuilder().setName(branch).build();
    return BRANCHES.call(
        () -> {
          try {
            return facts(calls().getBranch(request));
          } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Code.NOT_FOUND) {
              throw new FailureException(new Failure.ResourceNotFound(branch));
            }
            throw e;
          }
        });
  }

  @Override
  public BranchLogin connect(String branch) {
    var request = ConnectBranchRequest.newBuilder().setName(branch).build();
    var answer = BRANCHES.call(() -> calls().connectBranch(request));
    return new BranchLogin(
        answer.getHost(),
        answer.getPort(),
        answer.getDatabase(),
        answer.getUser(),
        answer.getPassword(),
        answer.getSchema(),
        answer.getSslMode());
  }

  @Override
  public void load(String branch, BranchRole role, byte[] archive, String version) {
    var request =
        LoadBundleRequest.newBuilder()
            .setName(branch)
            .setRole(
                switch (role) {
                  case CANDIDATE -> BundleRole.BUNDLE_ROLE_CANDIDATE;
                  case BASELINE -> BundleRole.BUNDLE_ROLE_BASELINE;
                })
            .setArchive(ByteString.copyFrom(archive))
            .setVersion(version)
            .build();
    var _ = BRANCHES.call(() -> calls().loadBundle(request));
  }

  @Override
  public void hold(String branch, String holder, Duration atLeast) {
    var request =
        HoldBranchRequest.newBuilder()
            .setName(branch)
            .setHolder(holder)
            .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(atLeast.toSeconds()))
            .build();
    var _ =
        BRANCHES.call(
            () ->
                internal.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).holdBranch(request));
  }

  @Override
  public void discardPromoted(String branch) {
    var request =
        DeleteBranchRequest.newBuilder()
            .setName(branch)
            .setCause(Branch.DeleteCause.DELETE_CAUSE_PROMOTED)
            .build();
    var _ =
        BRANCHES.call(
            () -> {
              try {
                return calls().deleteBranch(request).getState();
              } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Code.NOT_FOUND) {
                  return Branch.State.STATE_DELETED;
                }
                throw e;
              }
            });
  }

  private static BranchFacts facts(Branch branch) {
    var point = branch.getForkPoint();
    return new BranchFacts(
        branch.getName(),
        standing(branch.getState()),
        state(branch),
        new ForkPoint(
            point.getLsn(),
            point.getSnapshot(),
            Instant.ofEpochSecond(point.getTime().getSeconds(), point.getTime().getNanos()),
            point.getSystemIdentifier(),
            point.getPrecision().name()),
        Duration.ofSeconds(
            branch.getForkDuration().getSeconds(), branch.getForkDuration().getNanos()));
  }

  private static Standing standing(Branch.State state) {
    return switch (state) {
      case STATE_READY -> Standing.USABLE;
      case STATE_CREATING, STATE_RESETTING, STATE_UNSPECIFIED, UNRECOGNIZED -> Standing.NOT_NOW;
      case STATE_DELETING, STATE_DELETED, STATE_FAILED -> Standing.GONE;
    };
  }

  private static String state(Branch branch) {
    return switch (branch.getState()) {
      case STATE_CREATING -> "being created";
      case STATE_READY -> "ready";
      case STATE_RESETTING -> "being reset";
      case STATE_FAILED -> "failed";
      case STATE_DELETING, STATE_DELETED ->
          switch (branch.getDeleteCause()) {
            case DELETE_CAUSE_EXPIRED -> "expired";
            case DELETE_CAUSE_OVER_BUDGET -> "discarded for being over its budget";
            case DELETE_CAUSE_PROMOTED -> "discarded after its promotion";
            case DELETE_CAUSE_REQUESTED, DELETE_CAUSE_UNSPECIFIED, UNRECOGNIZED -> "deleted";
          };
      case STATE_UNSPECIFIED, UNRECOGNIZED -> "in an unknown state";
    };
  }

  private BranchServiceBlockingStub calls() {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
