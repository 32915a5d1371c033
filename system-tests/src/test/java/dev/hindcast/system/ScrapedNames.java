package dev.hindcast.system;

import dev.hindcast.platform.telemetry.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a Prometheus may ask for: ours, and those of OpenTelemetry's instrumentation that
 * are shown.
 */
final class ScrapedNames {
  /** By OpenTelemetry's conventions, with the labels that are used. */
  static final Map<String, Set<String>> RUNTIME =
      Map.of(
          "rpc_server_call_duration_seconds_bucket", Set.of("rpc_method"),
          "rpc_server_call_duration_seconds_count",
              Set.of("rpc_method", "rpc_response_status_code"),
          "jvm_memory_used_after_last_gc_bytes", Set.of("jvm_memory_type"),
          "jvm_memory_limit_bytes", Set.of("jvm_memory_type"),
          "jvm_gc_duration_seconds_sum", Set.of(),
          "jvm_cpu_time_seconds_total", Set.of());

  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:hindcast|jvm|db_client|rpc)_[a-z0-9_]+)(?:\\{([^}]*)})?");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\([^)]*\\)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");

  private ScrapedNames() {}

  /** All of them with their labels. */
  static Map<String, Set<String>> all() {
    var names = new TreeMap<>(RUNTIME);
    for (var metric : Metric.values()) {
      var labels = metric.attributes().stream().map(Metric::prometheus).collect(Collectors.toSet());
      for (var suffix : suffixes(metric)) {
        names.put(metric.prometheusName() + suffix, labels);
      }
    }
    return names;
  }

  private static List<String> suffixes(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER, GAUGE -> List.of("");
      case HISTOGRAM -> List.of("_bucket", "_count", "_sum");
    };
  }

  /** What a name in an expression asks for. */
  record Selector(String name, Set<String> labels) {}

  /** The names of an expression of PromQL. */
  static List<Selector> in(String expression) {
    return SELECTOR
        .matcher(GROUPING.matcher(expression).replaceAll(""))
        .results()
        .map(
            match ->
                new Selector(
                    match.group(1),
                    Optional.ofNullable(match.group(2)).stream()
                        .flatMap(ScrapedNames::labels)
                        .collect(Collectors.toSet())))
        .toList();
  }

  private static Stream<String> labels(String selector) {
    return LABEL.matcher(selector).results().map(match -> match.group(1));
  }
}
