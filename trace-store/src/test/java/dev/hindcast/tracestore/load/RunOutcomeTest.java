package dev.hindcast.tracestore.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunOutcomeTest {
  @Test
  void harmComesFirst() {
    assertThat(RunOutcome.of(true, true, 1.0)).isEqualTo(RunOutcome.INCIDENT);
  }

  @Test
  void utilityOrAFullRewardIsSuccess() {
    assertThat(RunOutcome.of(false, true, null)).isEqualTo(RunOutcome.SUCCESS);
    assertThat(RunOutcome.of(null, null, 1.0)).isEqualTo(RunOutcome.SUCCESS);
    assertThat(RunOutcome.of(null, false, 1.0)).isEqualTo(RunOutcome.SUCCESS);
  }

  @Test
  void lessIsFailureAndNothingIsUnknown() {
    assertThat(RunOutcome.of(null, false, null)).isEqualTo(RunOutcome.FAILURE);
    assertThat(RunOutcome.of(null, null, 0.99)).isEqualTo(RunOutcome.FAILURE);
    assertThat(RunOutcome.of(false, null, null)).isEqualTo(RunOutcome.UNKNOWN);
  }
}
