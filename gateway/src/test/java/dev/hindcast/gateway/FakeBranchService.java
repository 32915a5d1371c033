package dev.hindcast.gateway;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.grpc.FailureStatus;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.proto.branch.v1.BranchInternalServiceGrpc.BranchInternalServiceImplBase;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceImplBase;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.ConnectBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.ForkPoint;
import dev.hindcast.proto.branch.v1.GetBranchRequest;
import dev.hindcast.proto.branch.v1.HoldBranchRequest;
import dev.hindcast.proto.branch.v1.HoldBranchResponse;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A branch-service whose branches are stores of the test's PostgreSQL. */
final class FakeBranchService extends BranchServiceImplBase {
  static final Instant FORK_TIME = Instant.ofEpochSecond(1_700_000_000);

  private record Entry(Branch branch, TestStore store) {}

  private final Map<String, Entry> branches = new ConcurrentHashMap<>();
  private final AtomicInteger forks = new AtomicInteger(100);

  /** How often somebody asked for a branch. */
  final AtomicInteger gets = new AtomicInteger();

  /** Branches about which no call is ever answered. */
  final Set<String> hanging = ConcurrentHashMap.newKeySet();

  /** How many of the next logins are refused. */
  final AtomicInteger loginFailures = new AtomicInteger();

  /** What happens between a load and its answer. */
  volatile Consumer<LoadBundleRequest> afterLoad = _ -> {};

  final AtomicBoolean silent = new AtomicBoolean();
  final AtomicInteger deletions = new AtomicInteger();
  final List<HoldBranchRequest> holds = new CopyOnWriteArrayList<>();

  String fork(String name, TestStore store) {
    var full = "stores/main/branches/" + name;
    var xid = forks.incrementAndGet();
    branches.put(
        full,
        new Entry(
            Branch.newBuilder()
                .setName(full)
                .setState(Branch.State.STATE_READY)
                .setForkPoint(
                    ForkPoint.newBuilder()
                        .setLsn("0/" + Integer.toHexString(xid))
                        .setSnapshot(xid + ":" + xid + ":")
                        .setTime(Timestamp.newBuilder().setSeconds(FORK_TIME.getEpochSecond())))
                .setForkDuration(Durations.fromMillis(42))
                .build(),
            store));
    return full;
  }

  /** A fork whose store can be followed from a snapshot on. */
  String forkAt(String name, TestStore store, String snapshot) {
    var full = fork(name, store);
    branches.computeIfPresent(
        full,
        (_, entry) -> {
          var branch = entry.branch().toBuilder();
          branch.getForkPointBuilder().setSnapshot(snapshot);
          return new Entry(branch.build(), store);
        });
    return full;
  }

  Branch get(String name) {
    return branches.get(name).branch();
  }

  TestStore store(String name) {
    return branches.get(name).store();
  }

  void expire(String name) {
    end(name, Branch.DeleteCause.DELETE_CAUSE_EXPIRED);
  }

  void state(String name, Branch.State state) {
    branches.computeIfPresent(
        name,
        (_, entry) -> new Entry(entry.branch().toBuilder().setState(state).build(), entry.store()));
  }

  private void end(String name, Branch.DeleteCause cause) {
    branches.computeIfPresent(
        name,
        (_, entry) ->
            new Entry(
                entry.branch().toBuilder()
                    .setState(Branch.State.STATE_DELETED)
                    .setDeleteCause(cause)
                    .build(),
                entry.store()));
  }

  @Override
  public void getBranch(GetBranchRequest request, StreamObserver<Branch> call) {
    var _ = gets.incrementAndGet();
    if (known(request.getName(), call)) {
      call.onNext(get(request.getName()));
      call.onCompleted();
    }
  }

  @Override
  public void connectBranch(ConnectBranchRequest request, StreamObserver<BranchConnection> call) {
    if (loginFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      call.onError(FailureStatus.exception(new Failure.DependencyUnavailable("the store")));
      return;
    }
    if (usable(request.getName(), call)) {
      call.onNext(branches.get(request.getName()).store().connection());
      call.onCompleted();
    }
  }

  @Override
  public void loadBundle(LoadBundleRequest request, StreamObserver<Branch> call) {
    if (usable(request.getName(), call)) {
      branches
          .get(request.getName())
          .store()
          .load(
              request.getRole() == BundleRole.BUNDLE_ROLE_CANDIDATE ? "candidate" : "baseline",
              request.getArchive().toByteArray(),
              request.getVersion());
      afterLoad.accept(request);
      call.onNext(get(request.getName()));
      call.onCompleted();
    }
  }

  @Override
  public void deleteBranch(DeleteBranchRequest request, StreamObserver<Branch> call) {
    if (known(request.getName(), call)) {
      deletions.incrementAndGet();
      end(
          request.getName(),
          request.getCause() == Branch.DeleteCause.DELETE_CAUSE_PROMOTED
              ? Branch.DeleteCause.DELETE_CAUSE_PROMOTED
              : Branch.DeleteCause.DELETE_CAUSE_REQUESTED);
      call.onNext(get(request.getName()));
      call.onCompleted();
    }
  }

  /** What the gateway asks as a neighbour. */
  BranchInternalServiceImplBase internal() {
    return new BranchInternalServiceImplBase() {
      @Override
      public void holdBranch(HoldBranchRequest request, StreamObserver<HoldBranchResponse> call) {
        if (usable(request.getName(), call)) {
          holds.add(request);
          call.onNext(HoldBranchResponse.getDefaultInstance());
          call.onCompleted();
        }
      }
    };
  }

  private boolean known(String name, StreamObserver<?> call) {
    if (hanging.contains(name)) {
      return false;
    }
    if (silent.get()) {
      call.onError(
          FailureStatus.exception(new Failure.DependencyUnavailable("the control database")));
      return false;
    }
    if (!branches.containsKey(name)) {
      call.onError(FailureStatus.exception(new Failure.ResourceNotFound(name)));
      return false;
    }
    return true;
  }

  private boolean usable(String name, StreamObserver<?> call) {
    if (!known(name, call)) {
      return false;
    }
    if (get(name).getState() != Branch.State.STATE_READY) {
      call.onError(FailureStatus.exception(new Failure.BranchNotUsable(name, "expired")));
      return false;
    }
    return true;
  }
}
