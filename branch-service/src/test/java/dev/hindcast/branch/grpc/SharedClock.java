package dev.hindcast.branch.grpc;

import dev.hindcast.testkit.SettableClock;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** The time that all services of a test share, if they ask for it. */
@Factory
@Requires(property = "hindcast.test.shared-clock")
final class SharedClock {
  static final SettableClock CLOCK = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));

  @Singleton
  @Replaces(Clock.class)
  Clock clock() {
    return CLOCK;
  }
}
