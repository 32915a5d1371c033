package dev.hindcast.platform.telemetry;

import static java.util.function.Predicate.not;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of OpenTelemetry's own names, {@code OTEL_...}, with what Hindcast says where they
 * say nothing. Unlike OpenTelemetry, nothing is sent anywhere that nobody named.
 *
 * @param properties by the names of the SDK, {@code otel....}
 */
record TelemetrySettings(Map<String, String> properties) {
  private static final String PREFIX = "OTEL_";
  private static final String NONE = "none";
  private static final List<String> SIGNALS = List.of("traces", "metrics", "logs");
  private static final Set<String> EXPORTERS = Set.of("otlp", "prometheus", NONE);
  private static final Pattern PROPERTY = Pattern.compile("otel(\\.[a-z_-]+)+");
  private static final String LOOPBACK = "127.0.0.1";

  TelemetrySettings {
    properties = Map.copyOf(properties);
  }

  /**
   * What an environment asks for.
   *
   * @param service the name of this process in every trace, unless {@code OTEL_SERVICE_NAME} or
   *     {@code OTEL_RESOURCE_ATTRIBUTES} says another
   * @throws UnusableTelemetryException if it names an exporter that is not here
   */
  static TelemetrySettings of(String service, Map<String, String> environment) {
    var all = new HashMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !value.isBlank()) {
            all.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value.strip());
          }
        });
    for (var signal : SIGNALS) {
      all.merge(exporter(signal), hasEndpoint(signal, all) ? "otlp" : NONE, (said, _) -> said);
      require(signal, all.get(exporter(signal)));
    }
    all.putIfAbsent("otel.exporter.prometheus.host", LOOPBACK);
    all.putIfAbsent("otel.traces.sampler", "parentbased_always_on");
    if (!all.getOrDefault("otel.resource.attributes", "").contains("service.name=")) {
      all.putIfAbsent("otel.service.name", service);
    }
    return new TelemetrySettings(all);
  }

  /** Whether anything goes anywhere. */
  boolean isOn() {
    return !Boolean.parseBoolean(properties.get("otel.sdk.disabled"))
        && SIGNALS.stream().map(this::exporters).anyMatch(not(NONE::equals));
  }

  private String exporters(String signal) {
    return properties.get(exporter(signal));
  }

  private static String exporter(String signal) {
    return "otel." + signal + ".exporter";
  }

  // Logs go to standard error; who wants them elsewhere collects them there.
  private static boolean hasEndpoint(String signal, Map<String, String> all) {
    return !signal.equals("logs")
        && (all.containsKey("otel.exporter.otlp.endpoint")
            || all.containsKey("otel.exporter.otlp." + signal + ".endpoint"));
  }

  private static void require(String signal, String exporters) {
    for (var exporter : exporters.split(",")) {
      unknown(signal, exporter.strip())
          .ifPresent(
              known -> {
                throw new UnusableTelemetryException(
                    environmentName(exporter(signal))
                        + " is "
                        + exporters
                        + ", but there is "
                        + known);
              });
    }
  }

  private static Optional<String> unknown(String signal, String exporter) {
    var known = signal.equals("metrics") ? "otlp, prometheus and none" : "otlp and none";
    var is =
        EXPORTERS.contains(exporter)
            && (signal.equals("metrics") || !exporter.equals("prometheus"));
    return is ? Optional.empty() : Optional.of(known);
  }

  /**
   * What is wrong, by the names of the environment: the SDK speaks of its own properties, or of
   * their values alone. Headers hold tokens and are never shown.
   */
  String explain(Throwable wrong) {
    var text = new StringBuilder(String.valueOf(wrong.getMessage()));
    for (var cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getMessage());
    }
    var message = PROPERTY.matcher(text).replaceAll(match -> environmentName(match.group()));
    var suspects = new TreeSet<String>();
    for (var property : properties.entrySet()) {
      if (property.getKey().endsWith("headers")) {
        message = message.replace(property.getValue(), "...");
      } else if (message.contains(property.getValue())) {
        suspects.add(environmentName(property.getKey()));
      }
    }
    suspects.removeIf(message::contains);
    return suspects.isEmpty() ? message : message + " (see " + String.join(", ", suspects) + ")";
  }

  private static String environmentName(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
