package dev.hindcast.branch;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.schedule.SweepIntervals;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the branch-service takes from outside: its databases, settings, the time, chance. */
@Factory
final class BranchBeans {

  /** The pool, after the schema was brought to its newest version. */
  @Singleton
  @Bean(preDestroy = "close")
  HikariDataSource pool(DatabaseProperties database) {
    Databases.migrate(database.settings(), "branch_service", "db/branch");
    return Databases.pool(database.settings(), "branch-service");
  }

  @Singleton
  Jdbc jdbc(HikariDataSource pool) {
    return new Jdbc(pool, "the control database");
  }

  @Singleton
  TraceStores stores(List<StoreProperties> stores) {
    return new TraceStores(stores.stream().map(StoreProperties::store).toList());
  }

  @Singleton
  CredentialKey credentialKey(BranchProperties properties) {
    return new CredentialKey(properties.credentialKey());
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
  Clock clock() {
    return Clock.systemUTC();
  }

  @Singleton
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }
}
