package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.Accuracy;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.Capabilities;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.provider.Proof;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.Reset;
import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.provider.TimeToLive;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.branch.reflink.files.CloneRefusedException;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.ForkLocks;
import dev.hindcast.branch.reflink.files.Reflink;
import dev.hindcast.branch.reflink.server.ForkLabel;
import dev.hindcast.branch.reflink.server.ForkRecord;
import dev.hindcast.branch.reflink.server.ForkServer;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.branch.whole.postgres.WholeDatabase;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forks the whole cluster of a store while it runs, PostgreSQL 14 or newer, on the host that it
 * runs on: an online backup whose files are not copied but share their blocks with the parent's,
 * recovered to the end of that backup and not further, by a server of its own.
 *
 * <p>The service runs as root or as the owner of the data directory. Its login on the store is a
 * superuser, or has REPLICATION, {@code pg_read_all_settings} and EXECUTE on {@code
 * pg_backup_start} and {@code pg_backup_stop}, besides what appending activations needs. Options
 * stand at {@link dev.hindcast.branch.reflink.ReflinkOptions}.
 *
 * <p>A fork's server is a process that outlives the service; whoever asks for a fork whose server
 * ended starts it again. What is written into a fork outlives the end of its server, not that of
 * the machine: nothing of it is synced.
 */
@Singleton
public final class ReflinkProvider implements BranchProvider {
  // Hint bits and statistics that the server writes by itself.
  private static final long NOISE_BYTES = 64 * 1024;

  private final Stores stores;
  private final WholeDatabase whole;
  private final ForkDatabase database;
  private final ForkLife life;
  private final ForkMaking making;
  private final ForkRemoval removal;
  private final Set<String> proven = ConcurrentHashMap.newKeySet();

  /** Forks every store whose provider this is. */
  @Inject
  public ReflinkProvider(TraceStores stores, StoreDatabases databases, CredentialKey key) {
    this(stores, databases, key, new Reflink());
  }

  ReflinkProvider(
      TraceStores stores, StoreDatabases databases, CredentialKey key, FileCloner cloner) {
    this.stores = new Stores(stores, databases, cloner);
    this.whole = new WholeDatabase(key);
    this.database = new ForkDatabase(key);
    this.life = new ForkLife(this.stores, whole, database);
    this.making = new ForkMaking(this.stores, whole, database, life);
    this.removal = new ForkRemoval(this.stores, life);
  }

  @Override
  public String name() {
    return "reflink";
  }

  @Override
  public Capabilities capabilities(String store) {
    return new Capabilities(
        Set.of(CutKind.NOW),
        Precision.LSN,
        TimeToLive.LEASED,
        Reset.NATIVE,
        true,
        true,
        true,
        Accuracy.APPROXIMATE,
        true,
        proven.contains(store) ? Proof.PROVEN : Proof.UNPROVEN,
        false);
  }

  @Override
  public ForkOutcome fork(ForkRequest request) {
    if (!(request.cut() instanceof Cut.Now)) {
      return new ForkOutcome.Refused("a running cluster is cut now; leave the moment out");
    }
    var name = request.name();
    try {
      var place = making.place(name.store());
      try (var held = place.forks().locks().hold(name.uid())) {
        var label = place.forks().label(name.uid());
        if (label.isPresent() && !label.get().name().equals(name)) {
          throw new IllegalStateException("the uid of " + label.get() + " is asked for again");
        }
        var existing = life.revived(held, place.forks(), name);
        return new ForkOutcome.Forked(
            existing.isPresent()
                ? ForkLife.fork(name, existing.get())
                : make(held, place, request));
      }
    } catch (RefusedException | CloneRefusedException e) {
      return new ForkOutcome.Refused(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("fork " + name.uid() + " could not be made", e);
    }
  }

  private Fork make(ForkLocks.Held held, ForkMaking.Place place, ForkRequest request)
      throws IOException {
    try {
      var made = making.make(held, place, request, proven.contains(request.name().store()));
      if (made.sharesBlocks()) {
        proven.add(request.name().store());
      }
      return made.fork();
    } catch (IOException | RuntimeException e) {
      try {
        removal.removeFiles(held, place.forks(), request.name());
      } catch (IOException | RuntimeException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  @Override
  public BranchLogin connect(Fork fork) {
    var record =
        running(fork.name())
            .orElseThrow(
                () -> new FailureException(new Failure.DependencyUnavailable("the branch")));
    var login = whole.login(life.engine(fork.name(), record), fork.name());
    return new BranchLogin(
        record.host(),
        login.port(),
        login.database(),
        login.user(),
        login.password(),
        login.schema(),
        login.sslMode());
  }

  @Override
  public boolean load(Fork fork, BundleFile bundle) {
    return running(fork.name())
        .map(there -> whole.load(life.engine(fork.name(), there), fork.name(), bundle))
        .orElse(false);
  }

  @Override
  public List<LoadedBundle> bundles(Fork fork) {
    return running(fork.name())
        .map(there -> whole.bundles(life.engine(fork.name(), there), fork.name()))
        .orElse(List.of());
  }

  @Override
  public Optional<Usage> usage(Fork fork) {
    return running(fork.name()).map(record -> usage(fork.name(), record));
  }

  private Usage usage(ForkName name, ForkRecord record) {
    var engine = life.engine(name, record);
    database.checkpoint(engine);
    try {
      var folder = stores.forks(name.store()).orElseThrow().folder(name.uid());
      var blocks = life.files(name.store(), folder).measure(folder);
      var own = blocks.exclusive() - record.exclusiveBytes();
      return new Usage(
          OptionalLong.of(own < NOISE_BYTES ? 0 : own),
          OptionalLong.of(blocks.apparent()),
          whole.arrived(stores.jdbc(name.store()), engine, name));
    } catch (IOException e) {
      throw new UncheckedIOException("fork " + name.uid() + " could not be measured", e);
    }
  }

  @Override
  public List<TableCoverage> tables(Fork fork) {
    return List.of();
  }

  @Override
  public Optional<Fork> reset(Fork fork) {
    var name = fork.name();
    try {
      if (running(name).isEmpty()) {
        return Optional.empty();
      }
      var forks = stores.forks(name.store()).orElseThrow();
      try (var held = forks.locks().hold(name.uid())) {
        return life.reset(held, forks, name).map(record -> ForkLife.fork(name, record));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("fork " + name.uid() + " could not be reset", e);
    }
  }

  @Override
  public boolean extend(Fork fork, Instant expireTime) {
    return running(fork.name()).isPresent();
  }

  @Override
  public Release delete(ForkName fork) {
    try {
      return removal.remove(fork);
    } catch (IOException e) {
      return new Release.Pending("fork " + fork.uid() + " is not removed yet: " + e);
    }
  }

  /** Servers that ended are started again by the way. */
  @Override
  public List<ForkName> list(Installation installation, String store) {
    try {
      var names = new ArrayList<ForkName>();
      var forks = stores.forks(store);
      for (var label : forks.isPresent() ? forks.get().labels() : List.<ForkLabel>of()) {
        if (label.installation().equals(installation) && label.name().store().equals(store)) {
          names.add(label.name());
          life.revive(forks.get(), label.name());
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("the forks of " + store + " could not be listed", e);
    }
  }

  private Optional<ForkRecord> running(ForkName name) {
    try {
      return life.running(name);
    } catch (ForkServer.ServerException e) {
      throw new FailureException(new Failure.DependencyUnavailable("the branch"), e);
    } catch (IOException e) {
      throw new UncheckedIOException("fork " + name.uid() + " could not be looked at", e);
    }
  }
}
