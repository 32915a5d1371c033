package dev.hindcast.ingest.opa.http;

import dev.hindcast.ingest.opa.InputShape;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code hindcast.gateway.ingest.decisions.*}: the receiver of decision logs. Without a port there
 * is none.
 *
 * @param port to listen on; 0: any free one
 * @param host address to listen on; off loopback only with TLS and known callers
 * @param maxBytes of a request, uncompressed
 * @param requests that are read at once, at most: each takes memory until it waits for its store
 * @param bodyTime within which the body of a request must have come: who is slower keeps a place
 *     from the others
 * @param paths of decisions that are actions, comma list; empty: all
 * @param input where the parts of an action are in the input: comma lists of JSON pointers by part
 */
@ConfigurationProperties("hindcast.gateway.ingest.decisions")
@Requires(property = "hindcast.gateway.ingest.decisions.port")
record DecisionLogSettings(
    int port,
    @Bindable(defaultValue = "127.0.0.1") String host,
    @Bindable(defaultValue = "33554432") int maxBytes,
    @Bindable(defaultValue = "16") int requests,
    @Bindable(defaultValue = "30s") Duration bodyTime,
    @Bindable(defaultValue = "") String paths,
    @Nullable @MapFormat(keyFormat = StringConvention.UNDER_SCORE_SEPARATED_LOWER_CASE)
        Map<String, String> input) {

  DecisionLogSettings {
    if (maxBytes < 1 || requests < 1) {
      throw new IllegalArgumentException(
          "hindcast.gateway.ingest.decisions.max-bytes and .requests are at least 1");
    }
    if (!bodyTime.isPositive()) {
      throw new IllegalArgumentException(
          "hindcast.gateway.ingest.decisions.body-time must be more than nothing");
    }
  }

  InputShape shape() {
    var places = new HashMap<String, List<String>>();
    if (input != null) {
      input.forEach((part, pointers) -> places.put(part, list(pointers)));
    }
    return new InputShape(places, Set.copyOf(list(paths)));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
