package dev.hindcast.gateway;

import dev.hindcast.testkit.SettableClock;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The gateway under test lives an hour after the forks of its branches, until a test moves on. */
@Factory
final class TestClock {
  @Singleton
  @Replaces(bean = Clock.class, factory = GatewayBeans.class)
  Clock clock() {
    return new SettableClock(FakeBranchService.FORK_TIME.plusSeconds(3_600));
  }
}
