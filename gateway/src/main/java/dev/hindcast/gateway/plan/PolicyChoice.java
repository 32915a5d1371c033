package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds the two policies of a request in its branch. Thread-safe. */
@Singleton
final class PolicyChoice {
  private final PolicyCompiler compiler;
  private final PolicyRegistry registry;

  PolicyChoice(PolicyCompiler compiler, PolicyRegistry registry) {
    this.compiler = compiler;
    this.registry = registry;
  }

  /**
   * Both policies.
   *
   * @param activeVersion what production had active at the fork point; empty: nothing
   */
  record Policies(ReadyPolicy baseline, ReadyPolicy candidate, String activeVersion) {}

  Policies of(StartReplay request, BranchReader branch) {
    return of(request, branch, List.of(compiler.compile(candidate(request, branch)))).getFirst();
  }

  /** Each candidate of a pass beside their one baseline. */
  List<Policies> of(StartReplay request, BranchReader branch, List<ReadyPolicy> candidates) {
    var bundle = candidates.getFirst().ref().bundle();
    var active = branch.active(bundle);
    var baseline = baseline(request, branch, bundle, active);
    var version = active.map(StoredBundle::version).orElse("");
    return candidates.stream()
        .map(candidate -> new Policies(baseline, candidate, version))
        .toList();
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
}
