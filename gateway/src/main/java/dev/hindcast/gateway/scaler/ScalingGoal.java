package dev.hindcast.gateway.scaler;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a scaled object asks for.
 *
 * @param target how much of the metric is for one worker, above 0
 */
public record ScalingGoal(Metric metric, double target) {
  private static final String METRIC = "metric";
  private static final double LARGEST_TARGET = 1e9;

  public ScalingGoal {
    requireNonNull(metric);
    if (!(target > 0 && target <= LARGEST_TARGET)) {
      throw new IllegalArgumentException("a target is above 0 and at most 1e9: " + target);
    }
  }

  /**
   * Reads a scaled object's metadata: {@code metric} ({@code shards}, the default, or {@code
   * seconds}) and that metric's target. Keys that begin otherwise are the autoscaler's own.
   *
   * @throws FailureException {@link Failure.InvalidRequest} that names the key
   */
  public static ScalingGoal of(Map<String, String> metadata) {
    var metric = metric(metadata);
    for (var key : metadata.keySet()) {
      if (key.toLowerCase(Locale.ROOT).startsWith("target") && !key.equals(metric.targetKey())) {
        throw invalid(
            key,
            "the metric `%s` takes its target from `%s`"
                .formatted(metric.id(), metric.targetKey()));
      }
    }
    var target =
        Optional.ofNullable(metadata.get(metric.targetKey()))
            .map(text -> target(metric.targetKey(), text))
            .orElse(metric.usualTarget());
    return new ScalingGoal(metric, target);
  }

  private static Metric metric(Map<String, String> metadata) {
    var id = metadata.getOrDefault(METRIC, Metric.SHARDS.id());
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    METRIC,
                    Arrays.stream(Metric.values())
                        .map(metric -> "`" + metric.id() + "`")
                        .collect(Collectors.joining(" or ", "must be ", ""))));
  }

  private static double target(String key, String text) {
    try {
      var target = Double.parseDouble(text);
      if (target > 0 && target <= LARGEST_TARGET) {
        return target;
      }
    } catch (NumberFormatException notANumber) {
      // The same answer as for a number out of range.
    }
    throw invalid(key, "must be a number above 0 and at most 1000000000");
  }

  private static FailureException invalid(String key, String problem) {
    return new FailureException(new Failure.InvalidRequest("scalerMetadata." + key, problem));
  }
}
