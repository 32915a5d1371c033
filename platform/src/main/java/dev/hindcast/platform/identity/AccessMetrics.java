package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Stream;

/** Counts callers that are not believed, and those that may not do what they ask for. */
@Singleton
public final class AccessMetrics {
  private static final String OTHER = "other";

  private final Metrics metrics;

  /** Into a service's instruments. */
  public AccessMetrics(Metrics metrics) {
    this.metrics = requireNonNull(metrics);
    metrics.zero(
        Metric.AUTH_REFUSALS,
        Stream.of(Refusal.values()).map(why -> why.name().toLowerCase(Locale.ROOT)).toList());
    metrics.zero(Metric.AUTH_DENIALS, RpcTable.all().stream().map(RpcRule::method).toList());
  }

  /** A call failed; counts if it did for want of a credential or a role. */
  public void failed(Failure failure) {
    if (failure instanceof Failure.Unauthenticated refused) {
      metrics.increment(Metric.AUTH_REFUSALS, refused.problem());
    } else if (failure instanceof Failure.PermissionDenied denied) {
      // A caller may ask for any name: only those that exist are told apart.
      metrics.increment(
          Metric.AUTH_DENIALS, RpcTable.find(denied.method()).map(RpcRule::method).orElse(OTHER));
    }
  }
}
