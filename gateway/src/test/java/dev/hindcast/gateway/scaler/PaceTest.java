package dev.hindcast.gateway.scaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;
  private static final int SHARDS = 1_000;
  private static final long ACTIONS = 10_000_000;

  private final Pace pace = new Pace();

  private static Backlog backlog(long replay, int open, int workers) {
    var openActions = (double) ACTIONS * open / SHARDS;
    return new Backlog(List.of(new Backlog.Running(replay, open, openActions, ACTIONS)), workers);
  }

  @Test
  void startsSomewhereSane() {
    assertThat(pace.actionsPerWorkerSecond()).isEqualTo(Pace.FIRST_ACTIONS_PER_SECOND);
  }

  @Test
  void learnsWhatAWorkerDoesInASecond() {
    // Three workers, three shards of 10,000 actions a second: 10,000 a worker-second.
    for (var second = 0; second <= 200; second++) {
      pace.sample(backlog(1, SHARDS - 3 * second, 3), second * SECOND);
    }
    assertThat(pace.actionsPerWorkerSecond()).isCloseTo(10_000, Percentage.withPercentage(2));
  }

  @Test
  void forgetsThePaceOfOtherRules() {
    for (var second = 0; second <= 100; second++) {
      pace.sample(backlog(1, SHARDS - 9 * second, 1), second * SECOND);
    }
    var fast = pace.actionsPerWorkerSecond();
    for (var second = 101; second <= 700; second++) {
      pace.sample(backlog(2, SHARDS - (second - 101) / 2, 1), second * SECOND);
    }
    assertThat(fast).isGreaterThan(60_000);
    assertThat(pace.actionsPerWorkerSecond()).isCloseTo(5_000, Percentage.withPercentage(3));
  }

  @Test
  void learnsNothingFromCancelledReplaysFromIdleTimeOrFromALongSilence() {
    pace.sample(backlog(1, SHARDS, 2), 0);
    pace.sample(new Backlog(List.of(), 0), SECOND);
    pace.sample(backlog(2, SHARDS, 0), 2 * SECOND);
    pace.sample(backlog(2, SHARDS, 0), 3 * SECOND);
    pace.sample(backlog(2, 0, 4), 60 * SECOND);
    pace.sample(backlog(2, SHARDS, 4), 60 * SECOND);
    assertThat(pace.actionsPerWorkerSecond()).isCloseTo(Pace.FIRST_ACTIONS_PER_SECOND, within(1.0));
  }

  @Test
  void isNeverZero() {
    for (var second = 0; second < 5_000; second++) {
      pace.sample(backlog(1, SHARDS, 9), second * SECOND);
    }
    assertThat(pace.actionsPerWorkerSecond()).isGreaterThanOrEqualTo(1);
  }
}
