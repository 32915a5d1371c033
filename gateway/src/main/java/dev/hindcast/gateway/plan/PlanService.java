package dev.hindcast.gateway.plan;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.branch.BranchFacts;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.OpenBranches;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Starts replays. Everything that can go wrong for a reason of the caller's goes wrong here. */
@Singleton
public final class PlanService {
  private final PlanStore store;
  private final Branches branches;
  private final OpenBranches openBranches;
  private final PolicyRegistry registry;
  private final PolicyChoice policies;
  private final Planner planner;
  private final PlanCodec codec;
  private final ReplayStarted started;
  private final RandomGenerator random;

  PlanService(
      PlanStore store,
      Branches branches,
      OpenBranches openBranches,
      PolicyRegistry registry,
      PolicyChoice policies,
      Planner planner,
      PlanCodec codec,
      ReplayStarted started,
      RandomGenerator random) {
    this.store = store;
    this.branches = branches;
    this.openBranches = openBranches;
    this.registry = registry;
    this.policies = policies;
    this.planner = planner;
    this.codec = codec;
    this.started = started;
    this.random = random;
  }

  /**
   * Plans and writes a replay; workers find it from then on.
   *
   * @return last part of its resource name
   */
  public String start(StartReplay request) {
    var digest = request.digest();
    var earlier = earlier(request, digest);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    var facts = usable(request);
    var name = request.name().orElseGet(this::madeUpName);
    branches.hold(request.branch(), ReplayName.resource(name), Branches.HOLD);
    loadPublished(request);
    var planned =
        openBranches.read(request.branch(), branch -> plan(name, request, digest, facts, branch));
    if (!store.create(planned)) {
      return earlier(request, digest)
          .orElseThrow(
              () ->
                  new FailureException(
                      new Failure.ResourceAlreadyExists(ReplayName.resource(name))));
    }
    started.replayStarted();
    return name;
  }

  private Optional<String> earlier(StartReplay request, String digest) {
    var known = request.requestId().flatMap(store::byRequestId);
    if (known.isPresent() && !known.get().requestDigest().equals(digest)) {
      throw new FailureException(
          new Failure.RequestIdReused(
              request.requestId().orElseThrow().toString(),
              ReplayName.resource(known.get().name())));
    }
    return known.map(PlanStore.Started::name);
  }

  private void loadPublished(StartReplay request) {
    request.candidate().ifPresent(version -> load(request.branch(), BranchRole.CANDIDATE, version));
    if (request.baseline() instanceof BaselineChoice.Published(var version)) {
      load(request.branch(), BranchRole.BASELINE, version);
    }
  }

  private void load(String branch, BranchRole role, String version) {
    branches.load(branch, role, registry.download(version), version);
  }

  /** What a replay would do; starts none. */
  public ReplayPlan explain(StartReplay request) {
    usable(request);
    loadPublished(request);
    return openBranches.read(
        request.branch(), branch -> planner.plan(request, policies.of(request, branch), branch));
  }

  /** The plan of a replay that was started, as it was kept. */
  public ByteString planOf(Replay replay) {
    return store
        .plan(replay.name())
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure.WrongState(
                        replay.resource(),
                        "started by an earlier release",
                        "plans were not kept then: explain the request instead")));
  }

  private PlannedReplay plan(
      String name, StartReplay request, String digest, BranchFacts facts, BranchReader branch) {
    var chosen = policies.of(request, branch);
    var plan = planner.plan(request, chosen, branch);
    return new PlannedReplay(
        name,
        request,
        digest,
        facts,
        chosen.baseline().rules(),
        chosen.candidate().rules(),
        chosen.activeVersion(),
        plan,
        codec.encode(plan));
  }

  private BranchFacts usable(StartReplay request) {
    var facts = branches.get(request.branch());
    if (!facts.usable()) {
      throw new FailureException(new Failure.BranchNotUsable(request.branch(), facts.state()));
    }
    return facts;
  }

  private String madeUpName() {
    return "r" + Long.toUnsignedString(random.nextLong(), 36);
  }
}
