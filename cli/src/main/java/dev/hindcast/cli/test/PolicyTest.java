package dev.hindcast.cli.test;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.hindcast.cli.bundle.PublishCommand;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.local.AtExit;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.ErrorText;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.sweep.Sweep;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.CancelReplayRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.GetReplayRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayPlan;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.Window;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One test of a policy over the public API: fork, load, replay, diff. Closing it discards the fork
 * unless it is kept. A test that is cut short, by an error or by the end of the process, cancels
 * its replay and keeps nothing.
 */
public final class PolicyTest implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final Clients clients;
  private final Plan plan;
  private final Output output;
  // Chosen here, so that what was asked for can be undone before an answer names it.
  private final String id = "test-" + UUID.randomUUID().toString().substring(0, 13);
  private final String branchName;
  private final ReentrantLock calling = new ReentrantLock();
  private final AtExit atExit = AtExit.undo(this::undo);
  private volatile Branch branch;
  private volatile boolean asked;
  private volatile boolean started;
  private volatile boolean ended;
  private volatile Optional<FollowedReplay> following = Optional.empty();

  /** A test that has not begun. */
  public PolicyTest(Clients clients, Plan plan, Output output) {
    this.clients = clients;
    this.plan = plan;
    this.output = output;
    this.branchName = plan.store() + "/branches/" + id;
  }

  /**
   * What is tested.
   *
   * @param store to fork
   * @param candidates at least one; of several, or with a sweep, all are tried in one pass
   * @param sweeps params and the values to try, in every combination
   * @param window actions to replay
   * @param mode which of them are judged
   * @param shards to cut them into; 0: the gateway chooses
   * @param ttl of the fork
   * @param publish whether a candidate from a folder is published first, so that it can be promoted
   * @param keep whether the fork stays
   * @param follow whether what arrives after the fork is judged, too
   */
  public record Plan(
      String store,
      List<Candidate> candidates,
      List<Sweep> sweeps,
      Baseline baseline,
      Window window,
      Mode mode,
      int shards,
      Duration ttl,
      boolean publish,
      boolean keep,
      boolean follow) {
    public Plan {
      candidates = List.copyOf(candidates);
      sweeps = List.copyOf(sweeps);
    }

    /** One candidate as it is. */
    public Plan(
        String store,
        Candidate candidate,
        Baseline baseline,
        Window window,
        Mode mode,
        int shards,
        Duration ttl,
        boolean publish,
        boolean keep,
        boolean follow) {
      this(
          store,
          List.of(candidate),
          List.of(),
          baseline,
          window,
          mode,
          shards,
          ttl,
          publish,
          keep,
          follow);
    }

    /** Whether it is a pass: more than one diff may come out. */
    public boolean isPass() {
      return candidates.size() > 1 || !sweeps.isEmpty();
    }
  }

  /** What came out. */
  public record Result(Replay replay, Diff diff) {}

  /** The fork, once the test has run. */
  public Branch branch() {
    return branch;
  }

  /**
   * Goes on with what arrives after the fork, until somebody ends it; an interrupted process ends
   * in peace: what it followed is told before its fork is discarded.
   */
  FollowedReplay.Followed follow(FollowedReplay followed, Replay replay) {
    following = Optional.of(followed);
    var end = followed.follow(replay.getName());
    ended = true;
    return end;
  }

  /** Runs a test of one candidate to the end of its history. */
  public Result run() {
    return results(List.of(begin().getName())).getFirst();
  }

  /** Runs a pass to its end: a result a candidate, those of a bundle together. */
  public List<Result> runPass() {
    return results(begin().getPassReplaysList());
  }

  private List<Result> results(List<String> names) {
    var replays = names.stream().map(this::awaitEnd).toList();
    ended = replays.stream().noneMatch(Replay::getFollowing);
    replays.stream().filter(replay -> !replay.getFollowing()).forEach(PolicyTest::requireSuccess);
    return replays.stream().map(this::result).toList();
  }

  private Replay awaitEnd(String name) {
    var replay = clients.replays().getReplay(GetReplayRequest.newBuilder().setName(name).build());
    return new ReplayWatch(clients, output.progress()).await(replay);
  }

  private Replay begin() {
    var request = request();
    return called(
        () -> {
          started = true;
          return clients.replays().startReplay(request);
        });
  }

  /** What running it would do. */
  public ReplayPlan explain() {
    var request = request();
    return called(
        () ->
            clients
                .replays()
                .explainReplay(ExplainReplayRequest.newBuilder().setStart(request).build()));
  }

  /** Forks and loads what is to be tested. */
  private StartReplayRequest request() {
    var create =
        CreateBranchRequest.newBuilder()
            .setParent(plan.store())
            .setBranchId(id)
            .setTtl(Durations.fromSeconds(plan.ttl().toSeconds()))
            .setOwner(System.getProperty("user.name"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    branch =
        call(
            () -> {
              asked = true;
              return clients.branches().createBranch(create);
            });
    var request =
        StartReplayRequest.newBuilder()
            .setReplayId(id)
            .setBranch(branchName)
            .setMode(plan.mode())
            .setShardCount(plan.shards())
            .setFollow(plan.follow())
            .setCreator(System.getProperty("user.name"))
            .setRequestId(UUID.randomUUID().toString());
    if (!plan.window().equals(Window.getDefaultInstance())) {
      request.setWindow(plan.window());
    }
    candidates(request);
    baseline(request);
    return request.build();
  }

  private Result result(Replay replay) {
    var diff =
        clients.replays().getDiff(GetDiffRequest.newBuilder().setName(replay.getName()).build());
    return new Result(replay, diff);
  }

  private static void requireSuccess(Replay replay) {
    switch (replay.getState()) {
      case STATE_SUCCEEDED -> {}
      case STATE_CANCELLED ->
          throw new CommandException(replay.getName() + " was cancelled: there is no diff");
      case STATE_FAILED, STATE_RUNNING, STATE_PAUSED, STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new CommandException(
              replay.getName()
                  + " did not succeed: "
                  + replay.getFailure()
                  + (replay.getFailureReason().isEmpty()
                      ? ""
                      : " [" + replay.getFailureReason() + "]"));
    }
  }

  /** A call that makes something; none begins once the process is told to end. */
  private <T> T call(Supplier<T> call) {
    calling.lock();
    try {
      AtExit.requireRunning();
      return call.get();
    } finally {
      calling.unlock();
    }
  }

  private <T> T called(Supplier<T> call) {
    try {
      return call(call);
    } catch (StatusRuntimeException e) {
      if (plan.baseline() instanceof Baseline.Active && ErrorText.reason(e).equals("WRONG_STATE")) {
        throw new CommandException(
            "production had no version of this bundle active when the store was forked",
            List.of(
                "fix: say what to compare with: --baseline allow-all, --baseline NAME/VERSION or --baseline DIR;"
                    + " `hindcast bundle publish DIR --activate` makes a first version active"));
      }
      throw e;
    }
  }

  private void candidates(StartReplayRequest.Builder request) {
    plan.sweeps().forEach(sweep -> request.addSweep(sweep.message()));
    var ids = plan.candidates().stream().map(this::loaded).toList();
    if (plan.isPass()) {
      request.addAllCandidates(ids);
    } else if (ids.getFirst().startsWith("bundles/")) {
      request.setCandidate(ids.getFirst());
    }
  }

  /** A version, or the digest of what was loaded. */
  private String loaded(Candidate candidate) {
    return switch (candidate) {
      case Candidate.Published(var version) -> version;
      case Candidate.Folder(var source) -> {
        if (plan.publish()) {
          yield PublishCommand.publish(clients, source).getVersion().getName();
        }
        load(source, BundleRole.BUNDLE_ROLE_CANDIDATE);
        yield source.digest();
      }
    };
  }

  private void baseline(StartReplayRequest.Builder request) {
    switch (plan.baseline()) {
      case Baseline.Active() -> request.setActiveBaseline(true);
      case Baseline.AllowAll() -> request.setAllowAll(true);
      case Baseline.Published(var version) -> request.setBaselineVersion(version);
      case Baseline.Folder(var source) -> {
        load(source, BundleRole.BUNDLE_ROLE_BASELINE);
        request.setLoadedBaseline(true);
      }
    }
  }

  private void load(BundleSource source, BundleRole role) {
    branch =
        clients
            .branches()
            .loadBundle(
                LoadBundleRequest.newBuilder()
                    .setName(branchName)
                    .setRole(role)
                    .setArchive(ByteString.copyFrom(source.toTarGz()))
                    .build());
  }

  /** Discards the fork, unless it is kept. */
  @Override
  public void close() {
    atExit.close();
  }

  private void undo(boolean ending) {
    awaitCall();
    if (ending) {
      following.ifPresent(FollowedReplay::interrupted);
    }
    // Read once: the replay's end is seen by whoever waits for it as soon as it is cancelled.
    var cutShort = !ended;
    if (started && cutShort) {
      cancel();
    }
    if (asked && (cutShort || !plan.keep())) {
      discard();
    }
    if (ending && asked && cutShort) {
      output.note("interrupted: the replay is cancelled and its fork is discarded");
    }
  }

  // What a call makes that is on its way when the process is told to end would be left.
  private void awaitCall() {
    try {
      if (calling.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        calling.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel() {
    try {
      var _ =
          clients
              .replays()
              .cancelReplay(CancelReplayRequest.newBuilder().setName("replays/" + id).build());
    } catch (StatusRuntimeException e) {
      // It has ended, or never began; or it ends when its fork is gone.
      return;
    }
  }

  private void discard() {
    try {
      branch =
          clients
              .branches()
              .deleteBranch(DeleteBranchRequest.newBuilder().setName(branchName).build());
    } catch (StatusRuntimeException e) {
      // Where no fork was ever seen there may be none: it is no news then.
      if (branch != null && e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        output.note(
            "the fork " + branchName + " could not be discarded now; it goes when it expires");
      }
    }
  }
}
