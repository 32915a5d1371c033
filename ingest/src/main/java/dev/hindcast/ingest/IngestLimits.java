package dev.hindcast.ingest;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.gateway.ingest.*}: how much is taken in at once.
 *
 * @param requestSpans spans of a request at most
 * @param waiting actions and outcomes that may wait for a store at most
 */
@ConfigurationProperties("hindcast.gateway.ingest")
public record IngestLimits(
    @Bindable(defaultValue = "20000") int requestSpans,
    @Bindable(defaultValue = "100000") int waiting) {
  public IngestLimits {
    if (requestSpans < 1 || waiting < 1) {
      throw new IllegalArgumentException(
          "hindcast.gateway.ingest.request-spans and .waiting are at least 1");
    }
  }
}
