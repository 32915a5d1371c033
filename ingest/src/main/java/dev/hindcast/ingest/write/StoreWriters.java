package dev.hindcast.ingest.write;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.Map;
import java.util.TreeMap;

/** The stores that may be written to, by their ids. Thread-safe. */
public final class StoreWriters implements AutoCloseable {
  /** Where a sender names the store, as a header of its request. */
  public static final String HEADER = "x-hindcast-store";

  /** Where a sender names the store in its telemetry. */
  public static final String ATTRIBUTE = "hindcast.store";

  private static final String PREFIX = "stores/";

  private final Map<String, StoreWriter> writers;

  /** Those of a gateway; closed with it. */
  public StoreWriters(Map<String, StoreWriter> writers) {
    this.writers = new TreeMap<>(requireNonNull(writers));
  }

  /**
   * The store that a sender means.
   *
   * @param named its id or name; empty: the only one
   */
  public StoreWriter named(String named) {
    var id = named.startsWith(PREFIX) ? named.substring(PREFIX.length()) : named;
    if (!id.isEmpty()) {
      var writer = writers.get(id);
      if (writer == null) {
        throw new FailureException(new Failure.ResourceNotFound(PREFIX + id));
      }
      return writer;
    }
    if (writers.size() == 1) {
      return writers.values().iterator().next();
    }
    throw new FailureException(
        new Failure.InvalidRequest(
            HEADER, "this gateway writes to several stores: name one, or set " + ATTRIBUTE));
  }

  @Override
  public void close() {
    writers.values().forEach(StoreWriter::close);
  }
}
