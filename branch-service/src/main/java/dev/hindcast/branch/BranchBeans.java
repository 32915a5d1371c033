package dev.hindcast.branch;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore;
import dev.hindcast.branch.branch.KnownHomes;
import dev.hindcast.branch.expiry.BudgetPace;
import dev.hindcast.branch.expiry.ExpiryWarning;
import dev.hindcast.branch.expiry.Retention;
import dev.hindcast.branch.metrics.ForkGauges;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.schedule.SweepIntervals;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.time.LeaseClock;
import dev.hindcast.branch.time.postgres.PostgresReferenceClock;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.audit.PostgresAuditLog;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.secret.Secret;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What the branch-service takes from outside: its databases, settings, the time, chance. */
@Factory
final class BranchBeans {
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final Duration CENSUS = Duration.ofSeconds(5);

  /** The pool, after the schema was brought to its newest version. */
  @Singleton
  @Bean(preDestroy = "close")
  HikariDataSource pool(DatabaseProperties database) {
    BranchSchema.migrate(database.settings());
    return Databases.pool(database.settings(), "branch-service", SILENCE);
  }

  @Singleton
  Jdbc jdbc(HikariDataSource pool) {
    return new Jdbc(pool, "the control database");
  }

  /** By the system's clock: an entry must not wait for the leases' one to settle. */
  @Singleton
  AuditLog auditLog(Jdbc jdbc) {
    return new PostgresAuditLog(jdbc, "branch-service", "branch_service", InstantSource.system());
  }

  @Singleton
  TraceStores stores(List<StoreProperties> stores) {
    return new TraceStores(stores.stream().map(StoreProperties::store).toList());
  }

  @Singleton
  CredentialKey credentialKey(BranchProperties properties) {
    return new CredentialKey(Secret.read(properties.credentialKey()));
  }

  @Singleton
  BranchLimits limits(BranchProperties properties) {
    return properties.limits();
  }

  @Singleton
  SweepIntervals intervals(BranchProperties properties) {
    return properties.intervals();
  }

  @Singleton
  ExpiryWarning warning(BranchProperties properties) {
    return properties.warning();
  }

  @Singleton
  Retention retention(BranchProperties properties) {
    return properties.retentions();
  }

  @Singleton
  BudgetPace pace(BranchProperties properties) {
    return properties.pace();
  }

  /** The time that leases are counted in. */
  @Singleton
  Clock clock(PostgresReferenceClock reference, BranchProperties properties) {
    return new LeaseClock(
        reference, InstantSource.system(), System::nanoTime, properties.clockSettling());
  }

  @Context
  @Bean(preDestroy = "close")
  ForkGauges gauges(Metrics metrics, BranchStore branches, TraceStores stores, Clock clock) {
    var gauges = new ForkGauges(branches::census, clock);
    gauges.register(
        metrics,
        stores.all().stream().map(TraceStore::id).toList(),
        Stream.of(BranchState.values())
            .filter(BranchState::isLive)
            .map(BranchState::name)
            .toList());
    if (metrics.isOn()) {
      gauges.countEvery(CENSUS);
    }
    return gauges;
  }

  /** Nothing starts with settings that would strand live branches. */
  @Context
  KnownHomes homes(BranchStore branches, Providers providers) {
    return KnownHomes.of(branches, providers);
  }

  @Singleton
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }
}
