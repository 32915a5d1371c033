package dev.hindcast.ingest.otlp.grpc;

import dev.hindcast.ingest.write.IngestMetrics.Fate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Spans that no repetition will bring in, by reason. Used by one call. */
final class Rejections {
  private static final int SHOWN = 5;

  private final Map<String, Integer> reasons = new LinkedHashMap<>();
  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private int count;

  void add(Fate fate, String reason, int spans) {
    if (spans > 0) {
      var _ = fates.merge(fate, spans, Integer::sum);
      count += spans;
      var _ = reasons.merge(reason, spans, Integer::sum);
    }
  }

  int count() {
    return count;
  }

  /** How many of each fate. */
  Map<Fate, Integer> fates() {
    return fates;
  }

  /** One sentence for whoever reads the exporter's log. */
  String message() {
    return reasons.entrySet().stream()
        .limit(SHOWN)
        .map(reason -> reason.getValue() + " span(s): " + reason.getKey())
        .collect(Collectors.joining("; "));
  }
}
