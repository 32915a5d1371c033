package dev.hindcast.system;

import dev.hindcast.platform.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a Prometheus sees at one moment. */
record Scrape(String text) {

  /** Asks a process. */
  static Scrape of(int port) {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      return new Scrape(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The help of a metric; empty: it is not told. */
  Optional<String> help(Metric metric) {
    var begin = "# HELP " + metric.prometheusName() + " ";
    return text.lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .findFirst();
  }

  /**
   * The value of a counter or gauge.
   *
   * @param values of its attributes
   */
  OptionalDouble value(Metric metric, String... values) {
    return samples(metric.prometheusName())
        .filter(
            line ->
                IntStream.range(0, values.length)
                    .allMatch(
                        i ->
                            line.contains(
                                Metric.prometheus(metric.attributes().get(i))
                                    + "=\""
                                    + values[i]
                                    + "\"")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  /** Lines of a name with labels or without. */
  Stream<String> samples(String name) {
    return text.lines().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
  }
}
