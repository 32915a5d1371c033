package dev.hindcast.platform.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Leaves out the statements that belong to no call and no shard: a gateway asks its database for
 * work all the time, and each question would be a trace of its own.
 */
final class WorkSampler implements Sampler {
  private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("db.system.name");

  private final Sampler sampler;

  WorkSampler(Sampler sampler) {
    this.sampler = requireNonNull(sampler);
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    if (kind == SpanKind.CLIENT
        && attributes.get(DATABASE) != null
        && !Span.fromContext(parent).getSpanContext().isValid()) {
      return SamplingResult.drop();
    }
    return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "Work{" + sampler.getDescription() + "}";
  }

  @Override
  public String toString() {
    return getDescription();
  }
}
