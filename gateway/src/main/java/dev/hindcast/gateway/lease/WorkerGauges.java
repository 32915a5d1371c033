package dev.hindcast.gateway.lease;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.annotation.Context;

/** Tells who is connected to this gateway. */
@Context
final class WorkerGauges {
  WorkerGauges(Metrics metrics, Sessions sessions) {
    metrics.observe(Metric.WORKERS, sink -> sink.set(sessions.all().size()));
    metrics.observe(
        Metric.WORKER_SLOTS,
        sink -> {
          var all = sessions.all();
          sink.set(all.stream().mapToInt(session -> session.leases().size()).sum(), "busy");
          sink.set(all.stream().mapToInt(WorkerSession::free).sum(), "free");
        });
  }
}
