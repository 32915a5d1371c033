package dev.hindcast.ingest.otlp.grpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Spans that no repetition will bring in, by reason. Used by one call. */
final class Rejections {
  private static final int SHOWN = 5;

  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private int count;

  void add(String reason, int spans) {
    if (spans > 0) {
      count += spans;
      var _ = reasons.merge(reason, spans, Integer::sum);
    }
  }

  int count() {
    return count;
  }

  /** One sentence for whoever reads the exporter's log. */
  String message() {
    return reasons.entrySet().stream()
        .limit(SHOWN)
        .map(reason -> reason.getValue() + " span(s): " + reason.getKey())
        .collect(Collectors.joining("; "));
  }
}
