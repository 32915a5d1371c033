package dev.hindcast.registry;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.EngineRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What the registry takes from outside: its database, the time, chance. */
@Factory
final class RegistryBeans {

  /** The pool, after the schema was brought to its newest version. */
  @Singleton
  @Bean(preDestroy = "close")
  HikariDataSource pool(DatabaseProperties database) {
    RegistrySchema.migrate(database.settings());
    return Databases.pool(database.settings(), "policy-registry");
  }

  @Singleton
  Jdbc jdbc(HikariDataSource pool) {
    return new Jdbc(pool, "the control database");
  }

  /** Every engine that a bundle may name. */
  @Singleton
  EngineRegistry engines() {
    return new EngineRegistry(new CelEngine());
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
