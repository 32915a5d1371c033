package dev.hindcast.branch.branch;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.branch.branch.postgres.PostgresBranchStore;
import dev.hindcast.branch.event.EventStore;
import dev.hindcast.branch.event.postgres.PostgresEventStore;
import dev.hindcast.branch.expiry.BudgetPace;
import dev.hindcast.branch.expiry.BudgetSweep;
import dev.hindcast.branch.expiry.ExpirySweep;
import dev.hindcast.branch.expiry.ExpiryWarning;
import dev.hindcast.branch.metrics.BranchMetrics;
import dev.hindcast.branch.overlay.postgres.OverlayProvider;
import dev.hindcast.branch.overlay.postgres.OverlayStore;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.reconcile.Reconciler;
import dev.hindcast.branch.store.PerStore;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.testkit.ReadMetrics;
import dev.hindcast.testkit.SettableClock;
import dev.hindcast.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A control database, a trace store, and as many services on them as a test wants. */
public final class ServiceUnderTest implements AutoCloseable {
  public static final BranchLimits LIMITS =
      new BranchLimits(new Quotas(5, 4, 100_000, 50_000), Duration.ofMinutes(2));

  public final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));
  public final StoreUnderTest store;
  public final DatabaseSettings control;
  public final DatabaseSettings login;
  public final StoreDatabases databases;
  private final HikariDataSource pool;
  private final TraceStores stores;
  private final Function<StoreDatabases, BranchProvider> provider;

  public ServiceUnderTest() throws SQLException {
    this(OverlayStore.create());
  }

  private ServiceUnderTest(StoreUnderTest store) throws SQLException {
    this(
        store,
        OverlayStore.stores(store, OverlayStore.plainLogin(store)),
        databases -> new OverlayProvider(databases, OverlayStore.KEY));
  }

  /** On one store, which a provider forks. */
  public ServiceUnderTest(
      StoreUnderTest store, TraceStores stores, Function<StoreDatabases, BranchProvider> provider) {
    this.store = store;
    this.stores = stores;
    this.provider = provider;
    control = TestPostgres.emptyDatabase();
    Databases.migrate(control, "branch_service", "db/branch");
    pool = Databases.pool(control, "test");
    login = stores.require(store.id()).database();
    databases = new StoreDatabases(stores);
  }

  /** One process's parts. */
  public record Parts(
      BranchStore records,
      BranchProvider provider,
      BranchCreation creation,
      BranchService branches,
      BranchReset reset,
      ExpirySweep sweep,
      BudgetSweep budget,
      Reconciler reconciler,
      EventStore events,
      ReadMetrics meters) {}

  /** A healthy process. */
  public Parts process() {
    return process(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** A process whose records and provider are what the test makes of the real ones. */
  public Parts process(UnaryOperator<BranchStore> records, UnaryOperator<BranchProvider> provider) {
    return process(records, provider, clock);
  }

  /** A healthy process with a clock of its own. */
  public Parts process(Clock own) {
    return process(UnaryOperator.identity(), UnaryOperator.identity(), own);
  }

  private Parts process(
      UnaryOperator<BranchStore> records, UnaryOperator<BranchProvider> provider, Clock clock) {
    var jdbc = new Jdbc(pool, "the control database");
    var store = records.apply(new PostgresBranchStore(jdbc));
    var own = provider.apply(this.provider.apply(databases));
    return process(store, own, stores, new Providers(stores, List.of(own)), clock);
  }

  /** A process whose settings name other providers and stores. */
  public Parts process(TraceStores stores, List<BranchProvider> providers) {
    var jdbc = new Jdbc(pool, "the control database");
    return process(
        new PostgresBranchStore(jdbc),
        providers.getFirst(),
        stores,
        new Providers(stores, providers),
        clock);
  }

  private Parts process(
      BranchStore store, BranchProvider own, TraceStores stores, Providers providers, Clock clock) {
    var jdbc = new Jdbc(pool, "the control database");
    var meters = new ReadMetrics();
    var metrics = new BranchMetrics(meters.metrics());
    var events = new PostgresEventStore(jdbc);
    var creation =
        new BranchCreation(
            store, providers, LIMITS, metrics, clock, RandomGenerator.of("SecureRandom"));
    var removal = new BranchRemoval(store, providers, clock);
    var reset = new BranchReset(store, providers, LIMITS, clock);
    return new Parts(
        store,
        own,
        creation,
        new BranchService(store, removal, stores, providers, clock),
        reset,
        new ExpirySweep(store, removal, new ExpiryWarning(Duration.ofMinutes(2)), clock),
        new BudgetSweep(
            store, removal, providers, new BudgetPace(2, Duration.ofSeconds(30)), clock),
        new Reconciler(
            store,
            creation,
            reset,
            removal,
            events,
            metrics,
            stores,
            providers,
            LIMITS,
            clock,
            new PerStore(Duration.ofMinutes(5))),
        events,
        meters);
  }

  public static Creation wanted(String id) {
    return wanted(id, "", Duration.ofMinutes(10), Optional.empty());
  }

  public static Creation wanted(String id, String owner, Duration ttl, Optional<UUID> request) {
    return new Creation("ops", id, ttl, owner, new Cut.Now(), 0, request);
  }

  @Override
  public void close() {
    databases.close();
    pool.close();
  }
}
