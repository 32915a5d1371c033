package dev.hindcast.platform.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.instrumentation.runtimetelemetry.RuntimeTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The telemetry of this process: one SDK, whatever the number of services that run in it. Started
 * by the main method, before any service; a process that does not start it has none, and pays
 * nothing. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
  /** The name in traces of a process that is no single service. */
  public static final String PROCESS = "hindcast";

  private static final int FLUSH_SECONDS = 5;
  private static final String CONVENTIONS = "otel.semconv-stability.opt-in";

  /** How long calls took; the library's own bounds begin at five seconds. */
  private static final InstrumentSelector CALLS =
      InstrumentSelector.builder()
          .setType(InstrumentType.HISTOGRAM)
          .setName("rpc.*.call.duration")
          .build();

  /** By method and status alone: hosts and ports of callers would be labels without an end. */
  private static final View SECONDS =
      View.builder()
          .setAggregation(Aggregation.explicitBucketHistogram(Metrics.BOUNDARIES))
          .setAttributeFilter(Set.of("rpc.method", "rpc.response.status_code"))
          .build();

  private static final Telemetry OFF = new Telemetry(Optional.empty());

  private static volatile Telemetry current = OFF;

  static {
    // The names of the conventions that are stable, not those before. The instrumentations read
    // only this, once: here, since whoever uses one asks this class for the API first.
    if (System.getProperty(CONVENTIONS) == null) {
      System.setProperty(CONVENTIONS, "database,rpc");
    }
  }

  private final Optional<OpenTelemetrySdk> sdk;

  /** Memory, collections, threads of the JVM, by the names of OpenTelemetry's conventions. */
  private final Optional<RuntimeTelemetry> runtime;

  private Telemetry(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.runtime = sdk.map(RuntimeTelemetry::create);
  }

  /** That of this process; off unless it was started. */
  public static Telemetry current() {
    return current;
  }

  /**
   * Starts it as the environment of the process says.
   *
   * @param service the name of the process in traces and metrics, unless the environment has one
   * @throws UnusableTelemetryException if a setting is wrong
   */
  public static Telemetry start(String service) {
    return start(service, System.getenv());
  }

  /**
   * Starts it as an environment says, e.g. {@code OTEL_EXPORTER_OTLP_ENDPOINT}.
   *
   * @throws UnusableTelemetryException if a setting is wrong
   * @throws IllegalStateException if it is on already
   */
  public static synchronized Telemetry start(String service, Map<String, String> environment) {
    if (current.isOn()) {
      throw new IllegalStateException("a process has one telemetry, and it is started");
    }
    var settings = TelemetrySettings.of(requireNonNull(service), environment);
    if (settings.isOn()) {
      current = new Telemetry(Optional.of(sdk(settings)));
    }
    return current;
  }

  private static OpenTelemetrySdk sdk(TelemetrySettings settings) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesCustomizer(_ -> settings.properties())
          .addResourceCustomizer((found, _) -> instance().merge(found))
          .addMeterProviderCustomizer((meters, _) -> meters.registerView(CALLS, SECONDS))
          .addSamplerCustomizer((sampler, _) -> new WorkSampler(sampler))
          .build()
          .getOpenTelemetrySdk();
    } catch (RuntimeException | LinkageError e) {
      throw new UnusableTelemetryException(
          "telemetry cannot be set up as the environment says: " + settings.explain(e), e);
    }
  }

  /** Replicas of a service are told apart by it. */
  private static Resource instance() {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.namespace"),
            "hindcast",
            AttributeKey.stringKey("service.instance.id"),
            UUID.randomUUID().toString()));
  }

  /** Whether anything goes anywhere; if not, spans and instruments cost nothing. */
  public boolean isOn() {
    return sdk.isPresent();
  }

  /** The API: the SDK's, or one that does nothing. */
  public OpenTelemetry api() {
    return sdk.<OpenTelemetry>map(on -> on).orElseGet(OpenTelemetry::noop);
  }

  /** Sends what is left and ends it, within a few seconds. */
  @Override
  public void close() {
    sdk.ifPresent(
        on -> {
          synchronized (Telemetry.class) {
            if (current == this) {
              current = OFF;
            }
          }
          runtime.ifPresent(RuntimeTelemetry::close);
          if (!on.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS).isSuccess()) {
            LoggerFactory.getLogger(Telemetry.class)
                .warn("the last spans or metrics could not be sent");
          }
        });
  }
}
