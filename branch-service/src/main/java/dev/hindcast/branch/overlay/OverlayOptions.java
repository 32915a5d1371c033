package dev.hindcast.branch.overlay;

import static java.util.Objects.requireNonNull;

import dev.hindcast.tracestore.TraceStoreSchema;
import dev.hindcast.tracestore.prepare.PinSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A store's options for the overlay.
 *
 * @param schemas {@code schemas}: those whose tables a fork holds beside {@code hindcast}, comma
 *     list, in the order in which names are looked up; default none
 * @param patience {@code pin-wait}: seconds to wait at most for transactions that began before the
 *     triggers of pinned tables were armed; default 30
 * @param connections {@code connections}: what a fork's login may have open at once in the server
 *     that production uses too; 5 to 10,000, default 50
 */
public record OverlayOptions(List<String> schemas, Duration patience, int connections) {
  private static final int FEWEST_CONNECTIONS = 5;
  private static final int MOST_CONNECTIONS = 10_000;

  public OverlayOptions {
    schemas = List.copyOf(schemas);
    requireNonNull(patience);
    schemas.forEach(PinSchema::checkForkable);
    if (patience.isNegative()) {
      throw new IllegalArgumentException("pin-wait must not be negative");
    }
    if (connections < FEWEST_CONNECTIONS || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException("connections must be from 5 to 10000");
    }
  }

  /** Reads them; what is not one of the overlay's is somebody else's. */
  public static OverlayOptions of(Map<String, String> options) {
    var schemas =
        Stream.of(options.getOrDefault("schemas", "").split(","))
            .map(String::strip)
            .filter(schema -> !schema.isEmpty() && !schema.equals(TraceStoreSchema.NAME))
            .distinct()
            .toList();
    return new OverlayOptions(
        schemas,
        Duration.ofSeconds(Long.parseLong(options.getOrDefault("pin-wait", "30"))),
        Integer.parseInt(options.getOrDefault("connections", "50")));
  }
}
