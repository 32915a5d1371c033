package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.fork.postgres.ForkLogins;
import dev.hindcast.branch.overlay.OverlayOptions;
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
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forks a trace store inside its own database, PostgreSQL 14 or newer: the schema {@code hindcast},
 * and with {@link dev.hindcast.branch.overlay.OverlayOptions} any others.
 *
 * <p>A fork is the schema {@code hindcast_b_<uid>}: views named as the store's tables over the rows
 * that the cut sees ({@code pg_visible_in_snapshot}: exact, also for transactions that were open at
 * the cut and for subtransactions), united with delta tables that have the parent's columns, checks
 * and indexes. INSTEAD OF triggers write into the deltas. The login of the same name may read and
 * write there; it has no privilege on the parent.
 *
 * <p>The trace tables are append-only, there and in the fork: their own {@code recorded_xid}
 * decides. Tables of other schemas take any SQL in the fork. Those that {@code hindcast store
 * prepare} prepared are pinned: a row version is in the fork if the cut sees the transaction that
 * wrote it and not the one that ended it; what ended after the cut is kept by the store's triggers
 * while a fork is open ({@link Pins}). Others show their current rows, less what the fork took
 * away, and {@link #tables} says so with the reason. Of two tables with one name the first schema's
 * has it, the other is {@code "schema.name"}; the table {@code hindcast_table} in a fork lists all.
 *
 * <p>The service's login on the store needs no superuser: CREATEROLE, CREATE on the database, USAGE
 * on the schemas, SELECT on their tables, INSERT on {@code policy_activation}, and for pinned
 * tables what {@code hindcast store prepare --login} grants.
 *
 * <p>What an overlay cannot do: a server of its own, schema changes and TRUNCATE in the fork, ON
 * CONFLICT, foreign keys and user triggers in the fork, the store's own sequences. While forks are
 * open, the parent's tables can gain columns, but not lose or retype those they have. What the
 * login could make outside its schema is what PUBLIC may there: from PostgreSQL 15 on only
 * temporary tables and large objects; both go with it.
 */
@Singleton
public final class OverlayProvider implements BranchProvider {
  private static final String NAME = "overlay";

  private final StoreDatabases databases;
  private final ForkLogins logins;
  private final ForkMaking making;
  private final ForkRemoval removal;
  private final ForkContents contents;
  private final Coverage coverage;
  private final Set<String> proven = ConcurrentHashMap.newKeySet();

  /** Forks every store in {@code databases}; refuses options that cannot be meant. */
  public OverlayProvider(StoreDatabases databases, CredentialKey key) {
    databases.all().stream()
        .filter(store -> store.provider().equals(NAME))
        .map(TraceStore::options)
        .forEach(OverlayOptions::of);
    this.databases = databases;
    this.logins = new ForkLogins(key);
    var pins = new Pins(databases);
    this.making = new ForkMaking(databases, pins);
    this.removal = new ForkRemoval(databases, pins);
    this.contents = new ForkContents(databases, pins);
    this.coverage = new Coverage(databases, pins);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Capabilities capabilities(String store) {
    return new Capabilities(
        Set.of(CutKind.NOW),
        Precision.SNAPSHOT,
        TimeToLive.LEASED,
        Reset.NATIVE,
        false,
        false,
        false,
        Accuracy.EXACT,
        true,
        proven.contains(store) ? Proof.PROVEN : Proof.UNPROVEN,
        true);
  }

  @Override
  public ForkOutcome fork(ForkRequest request) {
    var name = request.name();
    if (!(request.cut() instanceof Cut.Now)) {
      return new ForkOutcome.Refused("an overlay is cut now; leave the moment out");
    }
    return switch (making.make(request, logins.verifier(name))) {
      case ForkMaking.Made(var fork, var costsNoCopy) -> {
        if (costsNoCopy) {
          proven.add(name.store());
        }
        logins.probe(databases.settings(name.store()).url(), name);
        yield new ForkOutcome.Forked(fork);
      }
      case ForkMaking.Impossible(var reason) -> new ForkOutcome.Refused(reason);
    };
  }

  @Override
  public BranchLogin connect(Fork fork) {
    return logins.of(databases.settings(fork.name().store()).url(), fork.name());
  }

  @Override
  public boolean load(Fork fork, BundleFile bundle) {
    return contents.load(fork.name(), bundle);
  }

  @Override
  public List<LoadedBundle> bundles(Fork fork) {
    return contents.bundles(fork.name());
  }

  @Override
  public Optional<Usage> usage(Fork fork) {
    return contents.usage(fork);
  }

  @Override
  public List<TableCoverage> tables(Fork fork) {
    return contents.exists(fork.name()) ? coverage.of(fork) : List.of();
  }

  @Override
  public Optional<Fork> reset(Fork fork) {
    if (!contents.exists(fork.name())) {
      return Optional.empty();
    }
    removal.reset(fork.name());
    return Optional.of(fork);
  }

  @Override
  public boolean extend(Fork fork, Instant expireTime) {
    return contents.exists(fork.name());
  }

  @Override
  public Release delete(ForkName fork) {
    return removal.remove(fork);
  }

  @Override
  public List<ForkName> list(Installation installation, String store) {
    return contents.list(installation, store);
  }
}
