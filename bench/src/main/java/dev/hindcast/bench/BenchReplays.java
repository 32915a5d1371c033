package dev.hindcast.bench;

import dev.hindcast.platform.grpc.Channels;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayServiceGrpc;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.WatchReplayRequest;
import io.grpc.ManagedChannel;

/** Replays of two loaded bundles, through the API of one gateway. */
final class BenchReplays implements AutoCloseable {
  private final ManagedChannel channel;
  private final ReplayServiceGrpc.ReplayServiceBlockingStub calls;

  BenchReplays(String gateway) {
    channel = Channels.plaintext(gateway);
    calls = ReplayServiceGrpc.newBlockingStub(channel);
  }

  /** Starts a full replay and returns its name. */
  String start(String branch, int shards) {
    return start(
        StartReplayRequest.newBuilder().setShardCount(shards).setMode(Mode.MODE_FULL), branch);
  }

  private String start(StartReplayRequest.Builder request, String branch) {
    return calls.startReplay(request.setBranch(branch).setLoadedBaseline(true).build()).getName();
  }

  /** The condition that finds what the first rule that differs can touch. */
  String predicate(String branch) {
    var start = StartReplayRequest.newBuilder().setBranch(branch).setLoadedBaseline(true);
    var plan = calls.explainReplay(ExplainReplayRequest.newBuilder().setStart(start).build());
    return plan.getChangedRules(0).getPredicate();
  }

  /** Returns when the replay has succeeded. */
  void await(String name) {
    var replay = Replay.getDefaultInstance();
    var updates = calls.watchReplay(WatchReplayRequest.newBuilder().setName(name).build());
    while (updates.hasNext()) {
      replay = updates.next();
    }
    if (replay.getState() != Replay.State.STATE_SUCCEEDED) {
      throw new IllegalStateException(
          "the replay ended " + replay.getState() + ": " + replay.getFailure());
    }
  }

  Diff diff(String name) {
    return calls.getDiff(GetDiffRequest.newBuilder().setName(name).build());
  }

  /** A full one, from the start to the finished diff, which must cover so many actions. */
  Diff run(String branch, long actions) {
    return run(branch, actions, Mode.MODE_FULL);
  }

  Diff run(String branch, long actions, Mode mode) {
    var name = start(StartReplayRequest.newBuilder().setMode(mode), branch);
    await(name);
    var diff = diff(name);
    if (diff.getCoverage().getActionCount() != actions) {
      throw new IllegalStateException("the diff covers " + diff.getCoverage().getActionCount());
    }
    return diff;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
