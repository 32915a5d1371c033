package dev.hindcast.cli.test;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.hindcast.cli.bundle.PublishCommand;
import dev.hindcast.cli.connect.Clients;
import dev.hindcast.cli.connect.Names;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.ErrorText;
import dev.hindcast.cli.output.Output;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.ExplainReplayRequest;
import dev.hindcast.proto.replay.v1.GetDiffRequest;
import dev.hindcast.proto.replay.v1.Mode;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.ReplayPlan;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.proto.replay.v1.Window;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * One test of a policy over the public API: fork, load, replay, diff. Closing it discards the fork
 * unless it is kept; a test that the process's end interrupts discards it too.
 */
public final class PolicyTest implements AutoCloseable {
  private final Clients clients;
  private final Plan plan;
  private final Output output;
  private final Thread discardOnExit = new Thread(this::discard, "discard-branch");
  private Branch branch;

  /** A test that has not begun. */
  public PolicyTest(Clients clients, Plan plan, Output output) {
    this.clients = clients;
    this.plan = plan;
    this.output = output;
  }

  /**
   * What is tested.
   *
   * @param window actions to replay
   * @param mode which of them are judged
   * @param shards to cut them into; 0: the gateway chooses
   * @param ttl of the fork
   * @param publish whether a candidate from a folder is published first, so that it can be promoted
   * @param keep whether the fork stays
   */
  public record Plan(
      Candidate candidate,
      Baseline baseline,
      Window window,
      Mode mode,
      int shards,
      Duration ttl,
      boolean publish,
      boolean keep) {}

  /** What came out. */
  public record Result(Replay replay, Diff diff) {}

  /** The fork, once the test has run. */
  public Branch branch() {
    return branch;
  }

  /** Runs the test to its end. */
  public Result run() {
    var started = start(request(), clients.replays()::startReplay);
    var ended = new ReplayWatch(clients, output.progress()).await(started);
    if (ended.getState() != Replay.State.STATE_SUCCEEDED) {
      throw new CommandException(
          ended.getName()
              + " did not succeed: "
              + ended.getFailure()
              + (ended.getFailureReason().isEmpty() ? "" : " [" + ended.getFailureReason() + "]"));
    }
    var diff =
        clients.replays().getDiff(GetDiffRequest.newBuilder().setName(ended.getName()).build());
    return new Result(ended, diff);
  }

  /** What running it would do. */
  public ReplayPlan explain() {
    return start(
        request(),
        request ->
            clients
                .replays()
                .explainReplay(ExplainReplayRequest.newBuilder().setStart(request).build()));
  }

  /** Forks and loads what is to be tested. */
  private StartReplayRequest request() {
    branch =
        clients
            .branches()
            .createBranch(
                CreateBranchRequest.newBuilder()
                    .setParent(Names.DEFAULT_STORE)
                    .setTtl(Durations.fromSeconds(plan.ttl().toSeconds()))
                    .setOwner(System.getProperty("user.name"))
                    .setRequestId(UUID.randomUUID().toString())
                    .build());
    Runtime.getRuntime().addShutdownHook(discardOnExit);
    var request =
        StartReplayRequest.newBuilder()
            .setBranch(branch.getName())
            .setMode(plan.mode())
            .setShardCount(plan.shards())
            .setCreator(System.getProperty("user.name"))
            .setRequestId(UUID.randomUUID().toString());
    if (!plan.window().equals(Window.getDefaultInstance())) {
      request.setWindow(plan.window());
    }
    candidate(request);
    baseline(request);
    return request.build();
  }

  private <T> T start(StartReplayRequest request, Function<StartReplayRequest, T> call) {
    try {
      return call.apply(request);
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

  private void candidate(StartReplayRequest.Builder request) {
    switch (plan.candidate()) {
      case Candidate.Published(var version) -> request.setCandidate(version);
      case Candidate.Folder(var source) -> {
        if (plan.publish()) {
          request.setCandidate(PublishCommand.publish(clients, source).getVersion().getName());
        } else {
          load(source, BundleRole.BUNDLE_ROLE_CANDIDATE);
        }
      }
    }
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
                    .setName(branch.getName())
                    .setRole(role)
                    .setArchive(ByteString.copyFrom(source.toTarGz()))
                    .build());
  }

  /** Discards the fork, unless it is kept. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(discardOnExit);
    } catch (IllegalStateException e) {
      return; // the process is going down: the hook discards it
    }
    if (!plan.keep()) {
      discard();
    }
  }

  private void discard() {
    if (branch == null) {
      return;
    }
    try {
      var deleted =
          clients
              .branches()
              .deleteBranch(DeleteBranchRequest.newBuilder().setName(branch.getName()).build());
      branch = deleted;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        output.note(
            "the fork "
                + branch.getName()
                + " could not be discarded now; it goes when it expires");
      }
    }
  }
}
