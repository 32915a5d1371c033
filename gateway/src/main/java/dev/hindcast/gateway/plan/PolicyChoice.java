package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the two policies of a request in its branch. Thread-safe. */
@Singleton
final class PolicyChoice {
  private final PolicyCompiler compiler;

  PolicyChoice(PolicyCompiler compiler) {
    this.compiler = compiler;
  }

  /**
   * Both policies.
   *
   * @param activeVersion what production had active at the fork point; empty: nothing
   */
  record Policies(ReadyPolicy baseline, ReadyPolicy candidate, String activeVersion) {}

  Policies of(StartReplay request, BranchReader branch) {
    var candidate = compiler.compile(candidate(request, branch));
    var active = branch.active(candidate.ref().bundle());
    return new Policies(
        baseline(request, branch, candidate.ref().bundle(), active),
        candidate,
        active.map(StoredBundle::version).orElse(""));
  }

  private static StoredBundle candidate(StartReplay request, BranchReader branch) {
    var candidate =
        branch
            .loaded(BranchRole.CANDIDATE)
            .orElseThrow(
                () ->
                    wrongState(
                        request.branch(),
                        "without a candidate",
                        "a replay needs one: load a bundle into the branch, or name a published"
                            + " version as `candidate`"));
    if (request.candidate().filter(v -> !v.equals(candidate.version())).isPresent()) {
      throw wrongState(
          request.branch(),
          "loaded with " + candidate.version(),
          "the replay asked for another candidate: somebody else works on this branch");
    }
    return candidate;
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
