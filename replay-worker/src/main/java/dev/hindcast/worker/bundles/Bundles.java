package dev.hindcast.worker.bundles;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.DerivedBundle;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.PassJudge;
import dev.hindcast.worker.assignment.Derivation;
import dev.hindcast.worker.assignment.PolicyRef;
import dev.hindcast.worker.assignment.ReplayContext;
import dev.hindcast.worker.branch.Branch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes the judge of a replay. A bundle is believed only if its files have the digest that was
 * asked for, whatever the branch says. Thread-safe.
 */
public final class Bundles {
  private final EngineRegistry engines;
  private final Scheduler compiling;

  /**
   * @param compiling where bundles are compiled: never on a thread that reads from a network
   */
  public Bundles(EngineRegistry engines, Scheduler compiling) {
    this.engines = engines;
    this.compiling = compiling;
  }

  /**
   * The judges of a replay, and of those that follow it.
   *
   * <p>Fails with {@link Failure.ResourceNotFound} if the branch lacks a bundle, with {@link
   * Failure.BundleRejected} if one cannot be used.
   */
  public Mono<Judges> judges(Branch branch, ReplayContext context) {
    var policies = new ArrayList<PolicyRef>();
    policies.add(context.baseline());
    policies.add(context.candidate());
    context.followers().forEach(follower -> policies.add(follower.candidate()));
    Map<String, Mono<BundleSource>> loaded = new HashMap<>();
    return Flux.fromIterable(policies)
        .concatMap(
            policy ->
                source(branch, policy, loaded)
                    .publishOn(compiling)
                    .map(source -> compile(source, policy)))
        .collectList()
        .map(Bundles::judges);
  }

  /**
   * @param compiled baseline, candidate, candidates of followers
   */
  private static Judges judges(List<CompiledBundle> compiled) {
    var candidates = compiled.subList(1, compiled.size());
    return new Judges(
        new Judge(compiled.getFirst(), candidates.getFirst()),
        candidates.size() == 1
            ? Optional.empty()
            : Optional.of(new PassJudge(compiled.getFirst(), candidates)));
  }

  private static Mono<BundleSource> source(
      Branch branch, PolicyRef policy, Map<String, Mono<BundleSource>> loaded) {
    if (policy.allowAll()) {
      return Mono.fromSupplier(() -> Bundle.allowAll("allow-all"));
    }
    return policy
        .derivation()
        .map(
            derivation ->
                loaded
                    .computeIfAbsent(
                        derivation.baseDigest(),
                        digest -> loaded(branch, policy.bundle(), digest).cache())
                    .map(base -> derived(base, derivation, policy)))
        .orElseGet(() -> loaded(branch, policy.bundle(), policy.digest()));
  }

  private static BundleSource derived(BundleSource base, Derivation derivation, PolicyRef policy) {
    return switch (DerivedBundle.of(base, derivation.overrides())) {
      case DerivedBundle.Result.Derived(var source) -> {
        requireDigest(source, policy.bundle(), policy.digest());
        yield source;
      }
      case DerivedBundle.Result.Refused(var diagnostics) ->
          throw rejected(policy.bundle(), diagnostics.stream().map(Bundles::finding).toList());
    };
  }

  private static Mono<BundleSource> loaded(Branch branch, String bundle, String digest) {
    return branch
        .bundle(digest)
        .switchIfEmpty(
            Mono.error(
                () ->
                    new FailureException(
                        new Failure.ResourceNotFound(
                            "bundle " + bundle + " with digest " + digest))))
        .map(content -> verified(content, bundle, digest));
  }

  private static BundleSource verified(byte[] content, String bundle, String digest) {
    BundleSource source;
    try {
      source = BundleSource.fromTarGz(content);
    } catch (IllegalArgumentException e) {
      throw rejected(bundle, List.of(new Finding("ARCHIVE", "content", e.getMessage())));
    }
    requireDigest(source, bundle, digest);
    return source;
  }

  private static void requireDigest(BundleSource source, String bundle, String digest) {
    if (!source.digest().equals(digest)) {
      var text = "the files in the branch have the digest " + source.digest();
      throw rejected(bundle, List.of(new Finding("DIGEST", digest, text)));
    }
  }

  private CompiledBundle compile(BundleSource source, PolicyRef policy) {
    return switch (engines.compile(source)) {
      case Compilation.Compiled(CompiledBundle bundle, _) -> bundle;
      case Compilation.Rejected(List<Diagnostic> diagnostics) ->
          throw rejected(policy.bundle(), diagnostics.stream().map(Bundles::finding).toList());
    };
  }

  private static Finding finding(Diagnostic diagnostic) {
    return new Finding("COMPILE", diagnostic.file(), diagnostic.message());
  }

  private static FailureException rejected(String bundle, List<Finding> findings) {
    return new FailureException(new Failure.BundleRejected(bundle, findings));
  }
}
