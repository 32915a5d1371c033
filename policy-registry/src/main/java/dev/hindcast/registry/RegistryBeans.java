package dev.hindcast.registry;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.audit.PostgresAuditLog;
import dev.hindcast.platform.grpc.SecuritySetup;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.registry.channel.FourEyes;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What the registry takes from outside: its database, the time, chance. */
@Factory
final class RegistryBeans {
  /** A control database that says nothing for so long is taken for one that is cut off. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** The pool, after the schema was brought to its newest version. */
  @Singleton
  @Bean(preDestroy = "close")
  HikariDataSource pool(DatabaseProperties database) {
    RegistrySchema.migrate(database.settings());
    return Databases.pool(database.settings(), "policy-registry", SILENCE);
  }

  @Singleton
  Jdbc jdbc(HikariDataSource pool) {
    return new Jdbc(pool, "the control database");
  }

  @Singleton
  AuditLog auditLog(Jdbc jdbc, Clock clock) {
    return new PostgresAuditLog(jdbc, "policy-registry", "policy_registry", clock);
  }

  /** Every engine that a bundle may name. */
  @Singleton
  EngineRegistry engines() {
    return new EngineRegistry(new CelEngine());
  }

  @Singleton
  FourEyes fourEyes(RegistryProperties properties, SecuritySetup security) {
    if (properties.fourEyes() && security.authenticator().isEmpty()) {
      throw new IllegalArgumentException(
          "hindcast.registry.four-eyes needs to know who calls: set hindcast.auth.identity-file or"
              + " hindcast.auth.jwt.issuer");
    }
    return new FourEyes(properties.fourEyes());
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
