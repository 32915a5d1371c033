package dev.hindcast.gateway;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.gateway.lease.DrainTime;
import dev.hindcast.gateway.lease.LeaseDuration;
import dev.hindcast.gateway.live.FollowSettings;
import dev.hindcast.gateway.pass.MostCandidates;
import dev.hindcast.gateway.replay.MostReplays;
import dev.hindcast.gateway.replay.Retention;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.audit.PostgresAuditLog;
import dev.hindcast.platform.grpc.ServiceChannels;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.EngineRegistry;
import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What the gateway takes from outside: its database, its neighbours, the time, chance. */
@Factory
final class GatewayBeans {
  /** A control database that says nothing for so long is taken for one that is cut off. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  /** The pool, after the schema was brought to its newest version. */
  @Singleton
  @Bean(preDestroy = "close")
  HikariDataSource pool(DatabaseProperties database) {
    GatewaySchema.migrate(database.settings());
    return Databases.pool(database.settings(), "gateway", SILENCE);
  }

  @Singleton
  Jdbc jdbc(HikariDataSource pool) {
    return new Jdbc(pool, "the control database");
  }

  @Singleton
  AuditLog auditLog(Jdbc jdbc, Clock clock) {
    return new PostgresAuditLog(jdbc, "gateway", "gateway", clock);
  }

  @Singleton
  @Named("registry")
  @Bean(preDestroy = "shutdownNow")
  ManagedChannel registryChannel(GatewayProperties properties, ServiceChannels channels) {
    return channels.open(properties.registry());
  }

  @Singleton
  @Named("branch-service")
  @Bean(preDestroy = "shutdownNow")
  ManagedChannel branchServiceChannel(GatewayProperties properties, ServiceChannels channels) {
    return channels.open(properties.branchService());
  }

  @Singleton
  LeaseDuration leaseDuration(GatewayProperties properties) {
    return new LeaseDuration(properties.leaseDuration());
  }

  @Singleton
  MostCandidates mostCandidates(GatewayProperties properties) {
    return new MostCandidates(properties.mostCandidates());
  }

  @Singleton
  FollowSettings followSettings(FollowProperties properties) {
    return new FollowSettings(properties.interval(), properties.longest());
  }

  @Singleton
  DrainTime drainTime(GatewayProperties properties) {
    return new DrainTime(properties.drain());
  }

  @Singleton
  MostReplays mostReplays(GatewayProperties properties) {
    return new MostReplays(properties.mostReplaysOfCaller());
  }

  @Singleton
  Retention retention(GatewayProperties properties) {
    return new Retention(properties.retention());
  }

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
