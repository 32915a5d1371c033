package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallRateTest {
  private static final int PER_SECOND = 10;
  private static final int BURST = PER_SECOND * CallRate.BURST_SECONDS;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T00:00:00Z"));
  private final CallRate rate = new CallRate(now::get, PER_SECOND);

  @Test
  void aBurstThenThePaceAndItIsToldHowLongToWait() {
    use(BURST);
    assertThat(rate.take("ci")).contains(Duration.ofMillis(100));
    assertThat(rate.take("ci")).as("asking costs nothing").contains(Duration.ofMillis(100));
    tick(Duration.ofMillis(60));
    assertThat(rate.take("ci")).contains(Duration.ofMillis(40));
    tick(Duration.ofMillis(40));
    use(1);
    assertThat(rate.take("ci")).isPresent();
    tick(Duration.ofHours(1));
    use(BURST);
    assertThat(rate.take("ci")).as("a long rest gives no more").isPresent();
  }

  @Test
  void eachCallerHasItsOwn() {
    use(BURST);
    assertThat(rate.take("ci")).isPresent();
    assertThat(rate.take("ada")).isEmpty();
  }

  @Test
  void aClockThatGoesBackNeitherGivesNorShutsOut() {
    use(BURST);
    tick(Duration.ofHours(-1));
    assertThat(rate.take("ci")).contains(Duration.ofMillis(100));
    tick(Duration.ofMillis(100));
    use(1);
    assertThat(rate.take("ci")).isPresent();
  }

  @Test
  void whoRestsIsForgottenAndLosesNothing() {
    use(BURST);
    for (int i = 0; i <= 10_001; i++) {
      assertThat(rate.take("other-" + i)).isEmpty();
    }
    tick(Duration.ofSeconds(1));
    assertThat(rate.take("another")).isEmpty();
    use(PER_SECOND);
    assertThat(rate.take("ci")).as("was in debt, so it is remembered").isPresent();
  }

  private void use(int calls) {
    for (int i = 0; i < calls; i++) {
      assertThat(rate.take("ci")).isEmpty();
    }
  }

  private void tick(Duration by) {
    now.updateAndGet(time -> time.plus(by));
  }
}
