package dev.hindcast.worker.bundles;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.worker.assignment.PolicyRef;
import dev.hindcast.worker.branch.Branch;
import java.util.List;
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
   * Fails with {@link Failure.ResourceNotFound} if the branch lacks a bundle, with {@link
   * Failure.BundleRejected} if one cannot be used.
   */
  public Mono<Judge> judge(Branch branch, PolicyRef baseline, PolicyRef candidate) {
    return Mono.zip(compiled(branch, baseline), compiled(branch, candidate))
        .map(pair -> new Judge(pair.getT1(), pair.getT2()));
  }

  private Mono<CompiledBundle> compiled(Branch branch, PolicyRef policy) {
    return source(branch, policy).publishOn(compiling).map(source -> compile(source, policy));
  }

  private static Mono<BundleSource> source(Branch branch, PolicyRef policy) {
    if (policy.allowAll()) {
      return Mono.fromSupplier(() -> Bundle.allowAll("allow-all"));
    }
    return branch
        .bundle(policy.digest())
        .switchIfEmpty(
            Mono.error(
                () ->
                    new FailureException(
                        new Failure.ResourceNotFound(
                            "bundle " + policy.bundle() + " with digest " + policy.digest()))))
        .map(content -> verified(content, policy));
  }

  private static BundleSource verified(byte[] content, PolicyRef policy) {
    BundleSource source;
    try {
      source = BundleSource.fromTarGz(content);
    } catch (IllegalArgumentException e) {
      throw rejected(policy, List.of(new Finding("ARCHIVE", "content", e.getMessage())));
    }
    if (!source.digest().equals(policy.digest())) {
      var text = "the files in the branch have the digest " + source.digest();
      throw rejected(policy, List.of(new Finding("DIGEST", policy.digest(), text)));
    }
    return source;
  }

  private CompiledBundle compile(BundleSource source, PolicyRef policy) {
    return switch (engines.compile(source)) {
      case Compilation.Compiled(CompiledBundle bundle, _) -> bundle;
      case Compilation.Rejected(List<Diagnostic> diagnostics) ->
          throw rejected(policy, diagnostics.stream().map(Bundles::finding).toList());
    };
  }

  private static Finding finding(Diagnostic diagnostic) {
    return new Finding("COMPILE", diagnostic.file(), diagnostic.message());
  }

  private static FailureException rejected(PolicyRef policy, List<Finding> findings) {
    return new FailureException(new Failure.BundleRejected(policy.bundle(), findings));
  }
}
