package dev.hindcast.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A span as text, to be kept: what the header {@code traceparent} of W3C Trace Context holds, or
 * nothing for no span.
 */
public final class Traceparent {
  private static final String HEADER = "traceparent";
  private static final W3CTraceContextPropagator FORMAT = W3CTraceContextPropagator.getInstance();

  private Traceparent() {}

  /** The current span; empty if there is none. */
  public static String current() {
    var headers = new HashMap<String, String>();
    FORMAT.inject(Context.current(), headers, Map::put);
    return headers.getOrDefault(HEADER, "");
  }

  /** What a text names; empty for no span, or a text that is none. */
  public static Optional<SpanContext> parse(String text) {
    var context = FORMAT.extract(Context.root(), text, Header.TEXT);
    return Optional.of(Span.fromContext(context).getSpanContext()).filter(SpanContext::isValid);
  }

  /** One header, whose value is the carrier. */
  private enum Header implements TextMapGetter<String> {
    TEXT;

    @Override
    public Iterable<String> keys(String text) {
      return Set.of(HEADER);
    }

    @Override
    public String get(String text, String key) {
      return key.equals(HEADER) && text != null && !text.isEmpty() ? text : null;
    }
  }
}
