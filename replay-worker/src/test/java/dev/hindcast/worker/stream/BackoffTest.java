package dev.hindcast.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Test
  void delaysDoubleUpToTheLongest() {
    // The longest delay that chance allows.
    RandomGenerator unlucky =
        new Random() {
          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };
    var backoff = new Backoff(FIRST, LONGEST, unlucky);
    assertThat(IntStream.of(1, 2, 3, 6, 7, 1000).mapToObj(backoff::delay))
        .containsExactly(
            FIRST,
            Duration.ofMillis(400),
            Duration.ofMillis(800),
            Duration.ofMillis(6400),
            LONGEST,
            LONGEST);
  }

  @Test
  void workersDoNotComeBackAllAtOnce() {
    var backoff = new Backoff(FIRST, LONGEST, new Random(1));
    assertThat(IntStream.range(0, 100).mapToObj(_ -> backoff.delay(5)).distinct().count())
        .isGreaterThan(80);
  }
}
