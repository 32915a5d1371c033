package dev.hindcast.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import java.util.concurrent.TimeUnit;

/** The steps of one policy test over the public API. */
final class PolicyTest {
  private static final int TTL_SECONDS = 600;

  private final Cluster cluster;

  PolicyTest(Cluster cluster) {
    this.cluster = cluster;
  }

  Branch fork() {
    return fork(TTL_SECONDS);
  }

  Branch fork(int ttlSeconds) {
    return cluster
        .branches()
        .createBranch(
            CreateBranchRequest.newBuilder()
                .setParent(Cluster.STORE)
                .setTtl(Durations.fromSeconds(ttlSeconds))
                .setOwner("system-tests")
                .build());
  }

  void load(Branch branch, byte[] candidate, String version) {
    var loaded =
        cluster
            .branches()
            .loadBundle(
                LoadBundleRequest.newBuilder()
                    .setName(branch.getName())
                    .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
                    .setArchive(ByteString.copyFrom(candidate))
                    .setVersion(version)
                    .build());
    if (loaded.getBundlesCount() == 0) {
      throw new AssertionError("the branch shows no bundle: " + loaded);
    }
  }

  /** Starts a full replay against no policy at all. */
  Replay startAgainstAllowAll(Branch branch, int shards) {
    return cluster
        .replays()
        .startReplay(
            StartReplayRequest.newBuilder()
                .setBranch(branch.getName())
                .setAllowAll(true)
                .setMode(Mode.MODE_FULL)
                .setShardCount(shards)
                .build());
  }

  /** Waits for the end of a replay. */
  Replay await(Replay replay) {
    var last = replay;
    var updates =
        cluster
            .replays()
            .withDeadlineAfter(180, TimeUnit.SECONDS)
            .watchReplay(WatchReplayRequest.newBuilder().setName(replay.getName()).build());
    while (updates.hasNext()) {
      last = updates.next();
    }
    return last;
  }

  Diff diff(Replay replay) {
    return cluster.replays().getDiff(GetDiffRequest.newBuilder().setName(replay.getName()).build());
  }

  /** Fork, load, replay, diff; the fork is discarded. */
  Diff againstAllowAll(byte[] candidate, int shards) {
    var branch = fork();
    load(branch, candidate, "");
    var replay = await(startAgainstAllowAll(branch, shards));
    if (replay.getState() != Replay.State.STATE_SUCCEEDED) {
      throw new AssertionError(
          "the replay did not succeed: " + replay + "\n" + cluster.gateway().log());
    }
    var diff = diff(replay);
    delete(branch);
    return diff;
  }

  void delete(Branch branch) {
    var deleted =
        cluster
            .branches()
            .deleteBranch(DeleteBranchRequest.newBuilder().setName(branch.getName()).build());
    if (deleted.getState() != Branch.State.STATE_DELETED) {
      throw new AssertionError("the branch is not gone: " + deleted);
    }
  }
}
