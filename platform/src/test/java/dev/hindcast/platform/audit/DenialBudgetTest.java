package dev.hindcast.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DenialBudgetTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T00:00:00Z"));
  private final DenialBudget budget = new DenialBudget(now::get);

  @Test
  void whatIsOverTheBudgetIsCountedAndToldWithTheNextOne() {
    for (var i = 0; i < DenialBudget.BURST; i++) {
      assertThat(budget.take()).isEqualTo(OptionalLong.of(0));
    }
    assertThat(budget.take()).isEmpty();
    assertThat(budget.take()).isEmpty();
    now.updateAndGet(time -> time.plus(DenialBudget.PACE));
    assertThat(budget.take()).isEqualTo(OptionalLong.of(2));
    assertThat(budget.take()).isEmpty();
  }

  @Test
  void itFillsUpToItsBurstAndNotFurther() {
    now.updateAndGet(time -> time.plusSeconds(3600));
    for (var i = 0; i < DenialBudget.BURST; i++) {
      assertThat(budget.take()).isPresent();
    }
    assertThat(budget.take()).isEmpty();
  }

  @Test
  void aClockThatGoesBackGivesNothingAway() {
    for (var i = 0; i < DenialBudget.BURST; i++) {
      assertThat(budget.take()).isPresent();
    }
    now.updateAndGet(time -> time.minusSeconds(3600));
    assertThat(budget.take()).isEmpty();
  }
}
