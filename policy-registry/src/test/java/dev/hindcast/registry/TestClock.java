package dev.hindcast.registry;

import dev.hindcast.testkit.SettableClock;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** The registry under test lives at a moment of the test's choice. */
@Factory
final class TestClock {
  /** With more digits than PostgreSQL keeps. */
  static final Instant START = Instant.parse("2025-03-30T01:59:59.123456789Z");

  @Singleton
  @Replaces(bean = Clock.class, factory = RegistryBeans.class)
  Clock clock() {
    return new SettableClock(START);
  }
}
