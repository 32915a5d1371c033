package dev.hindcast.platform.telemetry;

import io.micronaut.context.annotation.Factory;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Singleton;

/** The telemetry of the process in each service's context; the process closes it. */
@Factory
final class TelemetryBeans {
  @Singleton
  OpenTelemetry openTelemetry() {
    return Telemetry.current().api();
  }
}
