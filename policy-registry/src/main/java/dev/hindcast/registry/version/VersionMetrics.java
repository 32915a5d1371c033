package dev.hindcast.registry.version;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** Counts publications and what was wrong with the others. */
@Singleton
final class VersionMetrics {
  private static final String CREATED = "created";
  private static final String KNOWN = "known";
  private static final String TOO_LARGE = "too_large";
  private static final String WARNING = "warning";

  private final Metrics metrics;

  VersionMetrics(Metrics metrics) {
    this.metrics = metrics;
    metrics.zero(Metric.VERSIONS_PUBLISHED, List.of(CREATED, KNOWN));
    metrics.zero(Metric.VERSIONS_REJECTED, List.of("archive", "compile", "test", TOO_LARGE));
  }

  void published(boolean created) {
    metrics.increment(Metric.VERSIONS_PUBLISHED, created ? CREATED : KNOWN);
  }

  /** Counts if it is for something that is wrong with the bundle. */
  void failed(Failure failure) {
    if (failure instanceof Failure.BundleRejected rejected) {
      rejected.findings().stream()
          .map(finding -> finding.type().toLowerCase(Locale.ROOT))
          .filter(type -> !type.equals(WARNING))
          .findFirst()
          .ifPresent(type -> metrics.increment(Metric.VERSIONS_REJECTED, type));
    } else if (failure instanceof Failure.LimitExceeded) {
      metrics.increment(Metric.VERSIONS_REJECTED, TOO_LARGE);
    }
  }
}
