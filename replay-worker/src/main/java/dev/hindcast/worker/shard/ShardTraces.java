package dev.hindcast.worker.shard;

import dev.hindcast.platform.telemetry.Traceparent;
import dev.hindcast.worker.assignment.Assignment;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A trace of its own for each try of a shard, with a link to the call that started the replay: a
 * replay of ten thousand shards is no trace that anybody could look at. Thread-safe.
 */
public final class ShardTraces {
  private final Tracer tracer;

  /** Into the telemetry of the process. */
  public ShardTraces(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer("dev.hindcast.worker");
  }

  /** Runs a shard under a span, which ends with it, however that is. */
  Mono<Void> during(Assignment assignment, Function<ShardSpan, Mono<Void>> run) {
    return Mono.using(
        () -> start(assignment),
        span -> run.apply(span).doOnError(span::failed).doOnCancel(span::cancelled),
        ShardSpan::end);
  }

  private ShardSpan start(Assignment assignment) {
    var lease = assignment.lease();
    var builder =
        tracer
            .spanBuilder("replay shard")
            .setNoParent()
            .setAttribute("hindcast.replay", lease.replay())
            .setAttribute("hindcast.shard", (long) lease.shard())
            .setAttribute("hindcast.epoch", lease.epoch());
    Traceparent.parse(assignment.traceparent()).ifPresent(builder::addLink);
    return new ShardSpan(tracer, builder.startSpan());
  }
}
