package dev.hindcast.gateway.plan;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.branch.BranchFacts;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.OpenBranches;
import dev.hindcast.gateway.plan.PolicyChoice.Policies;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayMetrics;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.telemetry.Traceparent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts replays. Everything that can go wrong for a reason of the caller's goes wrong here. */
@Singleton
public final class PlanService {
  private static final Logger log = LoggerFactory.getLogger(PlanService.class);

  private final PlanStore store;
  private final Branches branches;
  private final OpenBranches openBranches;
  private final PolicyRegistry registry;
  private final PolicyChoice policies;
  private final Planner planner;
  private final PlanCodec codec;
  private final List<ReplayStarted> started;
  private final RandomGenerator random;
  private final ReplayMetrics metrics;

  PlanService(
      PlanStore store,
      Branches branches,
      OpenBranches openBranches,
      PolicyRegistry registry,
      PolicyChoice policies,
      Planner planner,
      PlanCodec codec,
      List<ReplayStarted> started,
      RandomGenerator random,
      ReplayMetrics metrics) {
    this.store = store;
    this.branches = branches;
    this.openBranches = openBranches;
    this.registry = registry;
    this.policies = policies;
    this.planner = planner;
    this.codec = codec;
    this.started = started;
    this.random = random;
    this.metrics = metrics;
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
    loadPublished(request, request.candidate().stream().toList());
    var planned =
        openBranches.read(request.branch(), branch -> plan(name, request, digest, facts, branch));
    if (!store.create(planned)) {
      return earlier(request, digest)
          .orElseThrow(
              () ->
                  new FailureException(
                      new Failure.ResourceAlreadyExists(ReplayName.resource(name))));
    }
    begun(List.of(planned));
    return name;
  }

  /**
   * Plans and writes a pass, a replay a candidate.
   *
   * @return last part of the resource name of the one that leads
   */
  public String start(StartReplay request, Candidates candidates) {
    var digest = candidates.digest(request.digest());
    var earlier = earlier(request, digest);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    var facts = usable(request);
    var name = request.name().orElseGet(this::madeUpName);
    branches.hold(request.branch(), ReplayName.resource(name), Branches.HOLD);
    loadPublished(request, candidates.versions());
    var planned =
        openBranches.read(
            request.branch(),
            branch -> plan(name, request, digest, facts, branch, candidates.choose(branch)));
    switch (store.createPass(planned)) {
      case WRITTEN -> begun(planned);
      case LEADER_TAKEN -> {
        return earlier(request, digest).orElseThrow(() -> taken(ReplayName.resource(name)));
      }
      case FOLLOWER_TAKEN -> throw taken(ReplayName.resource(name) + "-…");
    }
    return name;
  }

  private void begun(List<PlannedReplay> planned) {
    for (var replay : planned) {
      metrics.started(replay.plan().mode());
      log.info(
          "{} started: {}, about {} actions in {} shards",
          ReplayName.resource(replay.name()),
          replay.plan().mode().name().toLowerCase(Locale.ROOT),
          replay.plan().shards().estimate(),
          replay.plan().shards().ranges().size());
    }
    started.forEach(ReplayStarted::replayStarted);
  }

  private static FailureException taken(String resource) {
    return new FailureException(new Failure.ResourceAlreadyExists(resource));
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

  private void loadPublished(StartReplay request, List<String> candidates) {
    candidates.forEach(version -> load(request.branch(), BranchRole.CANDIDATE, version));
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
    loadPublished(request, request.candidate().stream().toList());
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
    if (request.follow()) {
      requireFollowable(branch, facts);
    }
    var chosen = policies.of(request, branch);
    return planned(name, request, digest, facts, chosen, planner.plan(request, chosen, branch));
  }

  /** One plan a candidate, all of the same shards. */
  private List<PlannedReplay> plan(
      String name,
      StartReplay request,
      String digest,
      BranchFacts facts,
      BranchReader branch,
      List<ReadyPolicy> candidates) {
    var chosen = policies.of(request, branch, candidates);
    var plans = planner.plan(request, chosen, branch);
    var pass = new ArrayList<PlannedReplay>();
    for (var policies : chosen) {
      var leads = pass.isEmpty();
      pass.add(
          planned(
              leads ? name : name + "-" + (pass.size() + 1),
              leads ? request : request.following(),
              digest,
              facts,
              policies,
              plans.get(pass.size())));
    }
    return pass;
  }

  private PlannedReplay planned(
      String name,
      StartReplay request,
      String digest,
      BranchFacts facts,
      Policies chosen,
      ReplayPlan plan) {
    return new PlannedReplay(
        name,
        request,
        digest,
        facts,
        chosen.baseline().rules(),
        chosen.candidate().rules(),
        chosen.activeVersion(),
        plan,
        codec.encode(plan),
        Traceparent.current());
  }

  private static void requireFollowable(BranchReader branch, BranchFacts facts) {
    if (facts.forkPoint().snapshot().isEmpty() || !branch.showsArrivals()) {
      throw new FailureException(
          new Failure.NotSupported(
              "following what arrives in the store of "
                  + facts.name()
                  + ": its fork does not show it. Fork with the provider overlay, by a branch-service of this"
                  + " release, or start the replay without `follow` and fork again later"));
    }
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
