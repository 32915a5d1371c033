package dev.hindcast.branch.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A shared clock that runs, jumps, falls silent. */
class LeaseClockTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration SETTLING = Duration.ofMinutes(10);

  private Instant shared = START;
  private long nanos = 42;
  private boolean silent;
  private LeaseClock clock = clock(START);

  private LeaseClock clock(Instant own) {
    return new LeaseClock(this::shared, () -> own, () -> nanos, SETTLING);
  }

  private Instant shared() {
    if (silent) {
      throw new FailureException(new Failure.DependencyUnavailable("the control database"));
    }
    return shared;
  }

  /** Time goes by for everybody, and somebody asks for it every five seconds. */
  private void pass(Duration time) {
    for (var left = time; left.isPositive(); left = left.minusSeconds(5)) {
      nanos += Duration.ofSeconds(5).toNanos();
      shared = shared.plusSeconds(5);
      assertThat(clock.instant()).isNotNull();
    }
  }

  @Test
  void itRunsWithTheSharedClock() {
    assertThat(clock.instant()).isEqualTo(START);
    pass(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1))).isEqualTo(shared);
  }

  @Test
  void aDriftIsFollowed() {
    shared = shared.plusSeconds(50);
    pass(Duration.ofSeconds(30));
    assertThat(clock.instant()).isEqualTo(shared);
    shared = shared.minusSeconds(50);
    pass(Duration.ofSeconds(30));
    assertThat(clock.instant()).isEqualTo(shared);
  }

  @Test
  void aJumpThatDoesNotLastIsNotSeen() {
    for (var jump : new Duration[] {Duration.ofDays(365), Duration.ofDays(-365)}) {
      var before = clock.instant();
      shared = shared.plus(jump);
      pass(SETTLING.minusSeconds(30));
      assertThat(clock.instant()).isEqualTo(before.plus(SETTLING).minusSeconds(30));
      shared = shared.minus(jump);
      pass(Duration.ofMinutes(1));
      assertThat(clock.instant()).isEqualTo(shared);
    }
  }

  @Test
  void aJumpThatLastsIsBelieved() {
    shared = shared.plus(Duration.ofHours(8));
    pass(SETTLING.plusSeconds(30));
    assertThat(clock.instant()).isEqualTo(shared);
    shared = shared.minus(Duration.ofHours(8));
    pass(SETTLING.plusSeconds(30));
    assertThat(clock.instant()).isEqualTo(shared);
  }

  @Test
  void aClockThatJumpsAboutIsNeverBelieved() {
    for (int i = 1; i < 20; i++) {
      shared = shared.plus(Duration.ofHours(i % 2 == 0 ? -i : i));
      pass(Duration.ofMinutes(5));
    }
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5 * 19)));
  }

  @Test
  void aSilentDatabaseStopsNothing() {
    silent = true;
    pass(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(shared);
    silent = false;
    pass(Duration.ofMinutes(1));
    assertThat(clock.instant()).isEqualTo(shared);
  }

  @Test
  void atTheStartTheEarlierOfTwoClocksCounts() {
    clock = clock(START.minus(Duration.ofDays(1)));
    assertThat(clock.instant()).isEqualTo(START.minus(Duration.ofDays(1)));
    pass(SETTLING.plusSeconds(30));
    assertThat(clock.instant()).isEqualTo(shared);
    clock = clock(shared.plus(Duration.ofDays(1)));
    assertThat(clock.instant()).isEqualTo(shared);
  }
}
