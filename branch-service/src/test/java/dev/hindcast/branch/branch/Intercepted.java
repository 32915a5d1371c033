package dev.hindcast.branch.branch;

import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.Capabilities;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.provider.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A provider that tells a test before and after it forks and deletes. */
public class Intercepted implements BranchProvider {
  private final BranchProvider real;
  private final Consumer<String> steps;

  public Intercepted(BranchProvider real, Consumer<String> steps) {
    this.real = real;
    this.steps = steps;
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Capabilities capabilities(String store) {
    return real.capabilities(store);
  }

  @Override
  public ForkOutcome fork(ForkRequest request) {
    steps.accept("fork");
    var outcome = real.fork(request);
    steps.accept("forked");
    return outcome;
  }

  @Override
  public BranchLogin connect(Fork fork) {
    return real.connect(fork);
  }

  @Override
  public boolean load(Fork fork, BundleFile bundle) {
    steps.accept("load");
    var loaded = real.load(fork, bundle);
    steps.accept("loaded");
    return loaded;
  }

  @Override
  public List<LoadedBundle> bundles(Fork fork) {
    return real.bundles(fork);
  }

  @Override
  public Optional<Usage> usage(Fork fork) {
    return real.usage(fork);
  }

  @Override
  public List<TableCoverage> tables(Fork fork) {
    return real.tables(fork);
  }

  @Override
  public Optional<Fork> reset(Fork fork) {
    steps.accept("reset");
    var reset = real.reset(fork);
    steps.accept("reset done");
    return reset;
  }

  @Override
  public boolean extend(Fork fork, Instant expireTime) {
    return real.extend(fork, expireTime);
  }

  @Override
  public Release delete(ForkName fork) {
    steps.accept("delete");
    var release = real.delete(fork);
    steps.accept("deleted");
    return release;
  }

  @Override
  public List<ForkName> list(Installation installation, String store) {
    return real.list(installation, store);
  }
}
