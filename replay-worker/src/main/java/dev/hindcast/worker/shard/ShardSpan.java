package dev.hindcast.worker.shard;

import dev.hindcast.policy.diff.ShardSummary;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Flux;

/**
 * The span of one try of a shard. What it reads is a span below it; how it reads is not told, since
 * the statements of a delta replay hold the literals of a policy. Thread-safe.
 */
final class ShardSpan {
  private final Tracer tracer;
  private final Span span;

  ShardSpan(Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
  }

  /** Reads under a span of its own, from the first demand to the last row. */
  <T> Flux<T> reading(Flux<T> portions, ToLongFunction<T> rows) {
    if (!span.isRecording()) {
      return portions;
    }
    return Flux.using(
        () -> new Reading(tracer, span),
        reading ->
            portions
                .doOnNext(portion -> reading.add(rows.applyAsLong(portion)))
                .doOnError(reading::failed),
        Reading::end);
  }

  /** What came of it. */
  void judged(ShardSummary summary) {
    span.setAttribute("hindcast.actions", summary.actions());
    span.setAttribute("hindcast.unpulled", summary.unpulled());
    span.setAttribute("hindcast.changed", summary.changed());
  }

  void failed(Throwable cause) {
    span.setStatus(StatusCode.ERROR, cause.getClass().getSimpleName());
  }

  /** Its lease was revoked, or the worker drains. */
  void cancelled() {
    span.setStatus(StatusCode.ERROR, "cancelled");
  }

  void end() {
    span.end();
  }

  private static final class Reading {
    private final Span span;
    private final AtomicLong rows = new AtomicLong();

    private Reading(Tracer tracer, Span parent) {
      this.span =
          tracer
              .spanBuilder("SELECT action")
              .setParent(Context.root().with(parent))
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute("db.system.name", "postgresql")
              .setAttribute("db.operation.name", "SELECT")
              .setAttribute("db.collection.name", "action")
              .startSpan();
    }

    private void add(long more) {
      rows.addAndGet(more);
    }

    private void failed(Throwable cause) {
      span.setStatus(StatusCode.ERROR, cause.getClass().getSimpleName());
    }

    private void end() {
      span.setAttribute("db.response.returned_rows", rows.get()).end();
    }
  }
}
