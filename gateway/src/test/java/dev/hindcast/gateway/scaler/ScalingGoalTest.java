package dev.hindcast.gateway.scaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.FailureException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingGoalTest {
  @Test
  void withoutMetadataCountsShards() {
    assertThat(ScalingGoal.of(Map.of("scalerAddress", "gateway:8080", "tlsCertFile", "x")))
        .isEqualTo(new ScalingGoal(Metric.SHARDS, 4));
  }

  @Test
  void takesMetricAndTarget() {
    assertThat(ScalingGoal.of(Map.of("metric", "seconds", "targetSeconds", "7.5")))
        .isEqualTo(new ScalingGoal(Metric.SECONDS, 7.5));
    assertThat(ScalingGoal.of(Map.of("targetShards", "10")))
        .isEqualTo(new ScalingGoal(Metric.SHARDS, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "metric, queue, must be `shards` or `seconds`",
    "metric, '', must be `shards` or `seconds`",
    "targetShards, 0, must be a number above 0",
    "targetShards, -1, must be a number above 0",
    "targetShards, NaN, must be a number above 0",
    "targetShards, 1e10, must be a number above 0",
    "targetShards, many, must be a number above 0",
    "targetSeconds, 5, the metric `shards` takes its target from `targetShards`",
    "targetshards, 5, the metric `shards` takes its target from `targetShards`"
  })
  void namesTheKeyThatIsWrong(String key, String value, String problem) {
    assertThatThrownBy(() -> ScalingGoal.of(Map.of(key, value)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("scalerMetadata." + key + ": " + problem);
  }
}
