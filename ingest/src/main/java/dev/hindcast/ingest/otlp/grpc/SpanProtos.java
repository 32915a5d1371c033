package dev.hindcast.ingest.otlp.grpc;

import com.google.protobuf.ByteString;
import dev.hindcast.ingest.otlp.Span;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP's messages as values. */
final class SpanProtos {
  private static final long SECOND = 1_000_000_000L;
  private static final int DEEPEST = 32;

  private SpanProtos() {}

  static Span span(
      io.opentelemetry.proto.trace.v1.Span span, Map<String, Object> resource, boolean lost) {
    return new Span(
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        switch (span.getKind()) {
          case SPAN_KIND_CLIENT -> Span.Kind.CLIENT;
          case SPAN_KIND_SERVER -> Span.Kind.SERVER;
          case SPAN_KIND_UNSPECIFIED,
              SPAN_KIND_INTERNAL,
              SPAN_KIND_PRODUCER,
              SPAN_KIND_CONSUMER,
              UNRECOGNIZED ->
              Span.Kind.OTHER;
        },
        instant(span.getStartTimeUnixNano()),
        instant(span.getEndTimeUnixNano()),
        switch (span.getStatus().getCode()) {
          case STATUS_CODE_OK -> Span.Status.OK;
          case STATUS_CODE_ERROR -> Span.Status.ERROR;
          case STATUS_CODE_UNSET, UNRECOGNIZED -> Span.Status.UNSET;
        },
        span.getStatus().getMessage(),
        lost || span.getDroppedAttributesCount() != 0,
        attributes(span.getAttributesList()),
        resource);
  }

  static Map<String, Object> attributes(List<KeyValue> list) {
    return attributes(list, 0);
  }

  private static Map<String, Object> attributes(List<KeyValue> list, int depth) {
    var all = LinkedHashMap.<String, Object>newLinkedHashMap(list.size());
    for (var attribute : list) {
      all.put(attribute.getKey(), value(attribute.getValue(), depth));
    }
    return all;
  }

  private static Object value(AnyValue value, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE -> {
        var all = new ArrayList<Object>(value.getArrayValue().getValuesCount());
        for (var item : value.getArrayValue().getValuesList()) {
          all.add(value(item, depth + 1));
        }
        yield all;
      }
      case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList(), depth + 1);
      case BYTES_VALUE -> Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
      // An index into the table of strings of a profile: spans have none.
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> null;
    };
  }

  private static String hex(ByteString bytes) {
    return bytes.isEmpty() ? "" : HexFormat.of().formatHex(bytes.toByteArray());
  }

  // Unsigned, and to the microsecond, as the store keeps it.
  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(nanos, SECOND), Long.remainderUnsigned(nanos, SECOND) / 1000 * 1000);
  }
}
