package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchFacts;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.Branches;
import dev.hindcast.gateway.branch.OpenBranches;
import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.reads.Reads;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Starts replays. Everything that can go wrong for a reason of the caller's goes wrong here. */
@Singleton
public final class PlanService {
  private final PlanStore store;
  private final Branches branches;
  private final OpenBranches openBranches;
  private final PolicyRegistry registry;
  private final PolicyCompiler compiler;
  private final List<ReplayStarted> started;
  private final RandomGenerator random;

  PlanService(
      PlanStore store,
      Branches branches,
      OpenBranches openBranches,
      PolicyRegistry registry,
      PolicyCompiler compiler,
      List<ReplayStarted> started,
      RandomGenerator random) {
    this.store = store;
    this.branches = branches;
    this.openBranches = openBranches;
    this.registry = registry;
    this.compiler = compiler;
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
    var facts = branches.get(request.branch());
    if (!facts.usable()) {
      throw new FailureException(new Failure.BranchNotUsable(request.branch(), facts.state()));
    }
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
    started.forEach(ReplayStarted::replayStarted);
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
    var facts = branches.get(request.branch());
    if (!facts.usable()) {
      throw new FailureException(new Failure.BranchNotUsable(request.branch(), facts.state()));
    }
    var name = request.name().orElseGet(this::madeUpName);
    branches.hold(request.branch(), ReplayName.resource(name), Branches.HOLD);
    loadPublished(request, candidates.versions());
    var planned =
        openBranches.read(
            request.branch(),
            branch -> plan(name, request, digest, facts, branch, candidates.choose(branch)));
    switch (store.createPass(planned)) {
      case WRITTEN -> started.forEach(ReplayStarted::replayStarted);
      case LEADER_TAKEN -> {
        return earlier(request, digest).orElseThrow(() -> taken(ReplayName.resource(name)));
      }
      case FOLLOWER_TAKEN -> throw taken(ReplayName.resource(name) + "-…");
    }
    return name;
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

  private PlannedReplay plan(
      String name, StartReplay request, String digest, BranchFacts facts, BranchReader branch) {
    if (request.follow()) {
      requireFollowable(branch, facts);
    }
    var candidate = compiler.compile(candidate(request, branch));
    return plan(name, request, digest, facts, branch, List.of(candidate)).getFirst();
  }

  /** One plan a candidate, all of the same shards. */
  private List<PlannedReplay> plan(
      String name,
      StartReplay request,
      String digest,
      BranchFacts facts,
      BranchReader branch,
      List<ReadyPolicy> candidates) {
    var bundle = candidates.getFirst().ref().bundle();
    var active = branch.active(bundle);
    var baseline = baseline(request, branch, bundle, active);
    var reads =
        candidates.stream()
            .map(candidate -> candidate.compiled().reads())
            .reduce(baseline.compiled().reads(), Reads::union);
    var shards = ShardPlan.of(branch, request.window(), reads.history(), request.shards());
    var planned = new ArrayList<PlannedReplay>();
    for (var candidate : candidates) {
      var leads = planned.isEmpty();
      planned.add(
          new PlannedReplay(
              leads ? name : name + "-" + (planned.size() + 1),
              leads ? request : request.following(),
              digest,
              facts,
              baseline.ref(),
              baseline.rules(),
              candidate.ref(),
              candidate.rules(),
              active.map(StoredBundle::version).orElse(""),
              shards));
    }
    return planned;
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

  private static StoredBundle candidate(StartReplay request, BranchReader branch) {
    return request
        .candidate()
        .map(
            version ->
                branch
                    .candidate(version)
                    .orElseThrow(
                        () ->
                            wrongState(
                                request.branch(),
                                "without " + version + " as a candidate",
                                "the replay asked for it: somebody else works on this branch")))
        .or(() -> branch.loaded(BranchRole.CANDIDATE))
        .orElseThrow(
            () ->
                wrongState(
                    request.branch(),
                    "without a candidate",
                    "a replay needs one: load a bundle into the branch, or name a published"
                        + " version as `candidate`"));
  }

  private ReadyPolicy baseline(
      StartReplay request, BranchReader branch, String bundle, Optional<StoredBundle> active) {
    return switch (request.baseline()) {
      case BaselineChoice.AllowAll() -> compiler.allowAll(bundle);
      case BaselineChoice.Active() ->
          compiler.compile(
              active.orElseThrow(
                  () ->
                      wrongState(
                          request.branch(),
                          "without an active version of bundle " + bundle + " at its fork point",
                          "the default baseline is what was active: choose `loaded_baseline`,"
                              + " `baseline_version` or `allow_all`")));
      case BaselineChoice.Loaded() -> compiler.compile(loadedBaseline(request, branch));
      case BaselineChoice.Published(var version) -> {
        var loaded = loadedBaseline(request, branch);
        if (!loaded.version().equals(version)) {
          throw wrongState(
              request.branch(),
              "loaded with " + loaded.version() + " as its baseline",
              "the replay asked for another one: somebody else works on this branch");
        }
        // Whoever loads a bundle says which version it is; the registry knows.
        if (!loaded.digest().equals(registry.digest(version))) {
          throw wrongState(
              request.branch(),
              "loaded with other files than those of " + version + " as its baseline",
              "the replay asked for that version: somebody else works on this branch");
        }
        yield compiler.compile(loaded);
      }
    };
  }

  private static StoredBundle loadedBaseline(StartReplay request, BranchReader branch) {
    return branch
        .loaded(BranchRole.BASELINE)
        .orElseThrow(
            () ->
                wrongState(
                    request.branch(),
                    "without a loaded baseline",
                    "`loaded_baseline` needs one: load a bundle into the branch as its baseline, or"
                        + " name a published version as `baseline_version`"));
  }

  private static FailureException wrongState(String resource, String state, String required) {
    return new FailureException(new Failure.WrongState(resource, state, required));
  }

  private String madeUpName() {
    return "r" + Long.toUnsignedString(random.nextLong(), 36);
  }
}
