package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.replay.Derivation;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.DerivedBundle;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Diagnostic.Severity;
import dev.hindcast.policy.bundle.ParamOverride;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EngineRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes bundles ready to judge. Thread-safe. */
@Singleton
public final class PolicyCompiler {
  private final EngineRegistry engines;

  PolicyCompiler(EngineRegistry engines) {
    this.engines = engines;
  }

  /**
   * A policy that can judge.
   *
   * @param ref how a replay names it
   */
  public record ReadyPolicy(PolicyRef ref, CompiledBundle compiled) {
    /** Ids of its rules. */
    public Set<String> rules() {
      return compiled.bundle().rules().stream()
          .map(Rule::id)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Compiles a bundle of a branch; fails with {@code BundleRejected} and every error. */
  public ReadyPolicy compile(StoredBundle stored) {
    return new ReadyPolicy(
        new PolicyRef(stored.bundle(), stored.version(), stored.digest(), false),
        compile(stored.bundle(), stored.source()));
  }

  /**
   * Compiles a bundle of a branch with other values of its params. With the values that it has
   * anyway it is that bundle itself, version and all.
   */
  public ReadyPolicy compile(StoredBundle stored, List<ParamOverride> overrides) {
    return switch (DerivedBundle.of(stored.source(), overrides)) {
      case DerivedBundle.Result.Derived(var source)
          when source.digest().equals(stored.source().digest()) ->
          compile(stored);
      case DerivedBundle.Result.Derived(var source) ->
          new ReadyPolicy(
              new PolicyRef(
                  stored.bundle(),
                  "",
                  source.digest(),
                  false,
                  Optional.of(new Derivation(stored.digest(), overrides))),
              compile(stored.bundle(), source));
      case DerivedBundle.Result.Refused(var diagnostics) ->
          throw rejected(stored.bundle(), "PARAM", diagnostics);
    };
  }

  /** The policy that allows everything, under the name of the bundle it is compared with. */
  public ReadyPolicy allowAll(String bundle) {
    var source = Bundle.allowAll(bundle);
    return new ReadyPolicy(
        new PolicyRef(bundle, "", source.digest(), true), compile(bundle, source));
  }

  private CompiledBundle compile(String bundle, BundleSource source) {
    return switch (engines.compile(source)) {
      case Compilation.Compiled(var compiled, _) -> compiled;
      case Compilation.Rejected(var diagnostics) -> throw rejected(bundle, "COMPILE", diagnostics);
    };
  }

  private static FailureException rejected(
      String bundle, String step, List<Diagnostic> diagnostics) {
    return new FailureException(
        new Failure.BundleRejected(
            bundle,
            diagnostics.stream()
                .filter(d -> d.severity() == Severity.ERROR)
                .map(
                    d ->
                        new Finding(
                            step, d.file() + ":" + d.line() + ":" + d.column(), d.message()))
                .toList()));
  }
}
