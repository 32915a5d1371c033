package dev.hindcast.ingest;

import dev.hindcast.ingest.write.StoreWriter.Capacity;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.gateway.ingest.*}: how much is taken in at once.
 *
 * @param requestSpans spans of a request at most
 * @param waiting actions and outcomes that may wait for a store at most
 * @param waitingBytes that they, and those that are being written, may take at most; 128 MiB
 */
@ConfigurationProperties("hindcast.gateway.ingest")
public record IngestLimits(
    @Bindable(defaultValue = "20000") int requestSpans,
    @Bindable(defaultValue = "100000") int waiting,
    @Bindable(defaultValue = "134217728") long waitingBytes) {
  public IngestLimits {
    if (requestSpans < 1 || waiting < 1 || waitingBytes < 1) {
      throw new IllegalArgumentException(
          "hindcast.gateway.ingest.request-spans, .waiting and .waiting-bytes are at least 1");
    }
  }

  Capacity capacity() {
    return new Capacity(waiting, waitingBytes);
  }
}
