package dev.hindcast.branch.remote.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.remote.http.RetryTable.Again;
import dev.hindcast.branch.remote.http.RetryTable.Answered;
import dev.hindcast.branch.remote.http.RetryTable.Broken;
import dev.hindcast.branch.remote.http.RetryTable.GiveUp;
import dev.hindcast.branch.remote.http.RetryTable.NotSent;
import dev.hindcast.branch.remote.http.RetryTable.Outcome;
import dev.hindcast.branch.remote.http.RetryTable.Take;
import dev.hindcast.branch.remote.http.RetryTable.Unsure;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTableTest {
  private final RetryTable table = new RetryTable(5, Duration.ofMillis(500), Duration.ofSeconds(3));

  @ParameterizedTest
  @ValueSource(ints = {423, 429, 503})
  void whatWasNotBegunIsTriedAgainWhateverItWas(int status) {
    assertThat(table.verdict(answered(status), 1, false)).isInstanceOf(Again.class);
    assertThat(table.verdict(answered(status), 1, true)).isInstanceOf(Again.class);
    assertThat(table.verdict(answered(status), 5, true)).isEqualTo(new GiveUp());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void whatMayHaveHappenedIsRepeatedOnlyIfThatDoesNoHarm(int status) {
    assertThat(table.verdict(answered(status), 1, true)).isInstanceOf(Again.class);
    assertThat(table.verdict(answered(status), 1, false)).isEqualTo(new Unsure());
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 400, 401, 403, 404, 409, 412, 422, 501})
  void anythingElseIsTheAnswer(int status) {
    assertThat(table.verdict(answered(status), 1, true)).isEqualTo(new Take());
    assertThat(table.verdict(answered(status), 1, false)).isEqualTo(new Take());
  }

  @Test
  void aBrokenConnectionIsDoubtOneThatNeverWasIsNot() {
    assertThat(table.verdict(new Broken(), 1, false)).isEqualTo(new Unsure());
    assertThat(table.verdict(new Broken(), 1, true)).isInstanceOf(Again.class);
    assertThat(table.verdict(new NotSent(), 1, false)).isInstanceOf(Again.class);
  }

  @Test
  void waitsDoubleUpToABoundAndHeedRetryAfter() {
    assertThat(after(1, Optional.empty())).isEqualTo(Duration.ofMillis(500));
    assertThat(after(3, Optional.empty())).isEqualTo(Duration.ofSeconds(2));
    assertThat(after(4, Optional.empty())).isEqualTo(Duration.ofSeconds(3));
    assertThat(after(1, Optional.of(Duration.ofSeconds(20)))).isEqualTo(Duration.ofSeconds(20));
    assertThat(after(1, Optional.of(Duration.ofDays(1)))).isEqualTo(Duration.ofMinutes(1));
  }

  private Duration after(int attempt, Optional<Duration> retryAfter) {
    return ((Again) table.verdict(new Answered(429, retryAfter), attempt, false)).after();
  }

  private static Outcome answered(int status) {
    return new Answered(status, Optional.empty());
  }
}
