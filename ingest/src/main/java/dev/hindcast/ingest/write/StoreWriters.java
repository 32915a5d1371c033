package dev.hindcast.ingest.write;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.RpcTable;
import java.util.Map;
import java.util.TreeMap;

/** The stores that may be written to, by their ids. Thread-safe. */
public final class StoreWriters implements AutoCloseable {
  /** Where a sender names the store, as a header of its request. */
  public static final String HEADER = "x-hindcast-store";

  /** Where a sender names the store in its telemetry. */
  public static final String ATTRIBUTE = "hindcast.store";

  /** What a sender must have the role of, on each store that it writes to. */
  private static final String METHOD = RpcTable.TRACE_EXPORT;

  private static final String PREFIX = "stores/";

  private final Map<String, StoreWriter> writers;

  /** Those of a gateway; closed with it. */
  public StoreWriters(Map<String, StoreWriter> writers) {
    this.writers = new TreeMap<>(requireNonNull(writers));
  }

  /**
   * The store that a sender means and may write to.
   *
   * @param caller who sends
   * @param named its id or name; empty: the only one
   */
  public StoreWriter named(Caller caller, String named) {
    var id = named.isEmpty() ? only() : named;
    id = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    // Asked before it is looked up: who may not write to a store is not told whether it is here.
    caller.requireOn(METHOD, id);
    var writer = writers.get(id);
    if (writer == null) {
      throw new FailureException(new Failure.ResourceNotFound(PREFIX + id));
    }
    return writer;
  }

  private String only() {
    if (writers.size() == 1) {
      return writers.keySet().iterator().next();
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
