package dev.hindcast.ingest.otlp.grpc;

import dev.hindcast.ingest.IngestLimits;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import dev.hindcast.ingest.otlp.SpanMapper;
import dev.hindcast.ingest.write.Delivery;
import dev.hindcast.ingest.write.IngestMetrics;
import dev.hindcast.ingest.write.IngestMetrics.Fate;
import dev.hindcast.ingest.write.IngestMetrics.Source;
import dev.hindcast.ingest.write.Receipt;
import dev.hindcast.ingest.write.StoreWriter;
import dev.hindcast.ingest.write.StoreWriters;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * OTLP's {@code TraceService}. A request is answered when the actions in it are on disk; spans that
 * are no actions are accepted and passed over.
 */
@Singleton
@Requires(beans = StoreWriters.class)
final class TraceEndpoint extends TraceServiceGrpc.TraceServiceImplBase {
  private final StoreWriters writers;
  private final IngestLimits limits;
  private final IngestMetrics metrics;

  TraceEndpoint(StoreWriters writers, IngestLimits limits, IngestMetrics metrics) {
    this.writers = writers;
    this.limits = limits;
    this.metrics = metrics;
    metrics.receives(Source.OTLP);
  }

  /** What a request holds for one store. */
  private record Part(List<IncomingAction> actions, List<IncomingOutcome> outcomes) {
    private Part() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Override
  public void export(
      ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> response) {
    var spans = spans(request);
    if (spans > limits.requestSpans()) {
      throw new FailureException(
          new Failure.LimitExceeded("spans of a request", limits.requestSpans(), spans));
    }
    var rejections = new Rejections();
    var parts = parts(request, rejections);
    var receipts = new ArrayList<CompletableFuture<Receipt>>();
    parts.forEach(
        (writer, part) ->
            receipts.add(writer.write(new Delivery(part.actions(), part.outcomes()))));
    try {
      for (var receipt : receipts) {
        rejections.add(
            Fate.VALUE_REFUSED, "the database cannot hold a value of it", receipt.join().refused());
      }
    } catch (RuntimeException e) {
      throw Retry.failure(e);
    }
    count(spans, parts.values(), rejections);
    response.onNext(answer(rejections));
    response.onCompleted();
  }

  private void count(int spans, Collection<Part> parts, Rejections rejections) {
    rejections.fates().forEach((fate, count) -> metrics.received(Source.OTLP, fate, count));
    var actions = parts.stream().mapToInt(part -> part.actions().size()).sum();
    // Of what the database refused some may be outcomes; they are no spans of their own.
    var refused = rejections.fates().getOrDefault(Fate.VALUE_REFUSED, 0);
    metrics.received(Source.OTLP, Fate.TAKEN, Math.max(0, actions - refused));
    metrics.received(
        Source.OTLP,
        Fate.NOT_ACTION,
        Math.max(0, spans - actions - (rejections.count() - refused)));
  }

  private Map<StoreWriter, Part> parts(ExportTraceServiceRequest request, Rejections rejections) {
    var header = StoreHeader.current();
    var parts = new LinkedHashMap<StoreWriter, Part>();
    for (var resourceSpans : request.getResourceSpansList()) {
      var resource = SpanProtos.attributes(resourceSpans.getResource().getAttributesList());
      var attribute = resource.get(StoreWriters.ATTRIBUTE);
      StoreWriter writer;
      if (!header.isEmpty() || attribute == null) {
        writer = writers.named(Caller.current(), header);
      } else {
        // One sender's wrong word must not cost the others of a collector's batch theirs.
        try {
          writer = writers.named(Caller.current(), attribute.toString());
        } catch (FailureException e) {
          rejections.add(Fate.UNKNOWN_STORE, e.getMessage(), spans(resourceSpans));
          continue;
        }
      }
      add(resourceSpans, resource, parts.computeIfAbsent(writer, TraceEndpoint::begun), rejections);
    }
    return parts;
  }

  /** Nothing is made of spans that could not be handed over. */
  private static Part begun(StoreWriter writer) {
    try {
      writer.requireRoom();
    } catch (FailureException e) {
      throw Retry.failure(e);
    }
    return new Part();
  }

  private static void add(
      ResourceSpans resourceSpans, Map<String, Object> resource, Part part, Rejections rejections) {
    var lost = resourceSpans.getResource().getDroppedAttributesCount() != 0;
    for (var scope : resourceSpans.getScopeSpansList()) {
      for (var span : scope.getSpansList()) {
        add(span, resource, lost, part, rejections);
      }
    }
  }

  private static void add(
      Span message, Map<String, Object> resource, boolean lost, Part part, Rejections rejections) {
    try {
      var span = SpanProtos.span(message, resource, lost);
      var action = SpanMapper.action(span);
      part.outcomes().addAll(SpanMapper.outcomes(span));
      action.ifPresent(part.actions()::add);
    } catch (SpanMapper.RefusedException e) {
      rejections.add(Fate.MALFORMED, e.getMessage(), 1);
    }
  }

  private static int spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream().mapToInt(TraceEndpoint::spans).sum();
  }

  private static int spans(ResourceSpans resourceSpans) {
    return resourceSpans.getScopeSpansList().stream()
        .mapToInt(scope -> scope.getSpansCount())
        .sum();
  }

  private static ExportTraceServiceResponse answer(Rejections rejections) {
    if (rejections.count() == 0) {
      // The protocol: no partial success is full success.
      return ExportTraceServiceResponse.getDefaultInstance();
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(rejections.count())
                .setErrorMessage(rejections.message()))
        .build();
  }
}
