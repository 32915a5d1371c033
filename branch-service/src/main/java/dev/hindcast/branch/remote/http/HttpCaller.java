package dev.hindcast.branch.remote.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hindcast.branch.remote.Pause;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls to one engine as its {@link RetryTable} says. Logs methods, paths and statuses; never
 * headers, queries or bodies. Thread-safe.
 */
public final class HttpCaller {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCaller.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER) // a token must not follow one elsewhere
          .build();
  private final String dependency;
  private final String base;
  private final String header;
  private final Supplier<String> secret;
  private final RetryTable retries;
  private final Pause pause;

  /**
   * A caller.
   *
   * @param dependency how failures name the engine
   * @param base its address, without a slash at the end
   * @param header that carries the secret
   * @param secret its value, asked for every request
   */
  public HttpCaller(
      String dependency,
      String base,
      String header,
      Supplier<String> secret,
      RetryTable retries,
      Pause pause) {
    this.dependency = requireNonNull(dependency);
    this.base = requireNonNull(base);
    this.header = requireNonNull(header);
    this.secret = requireNonNull(secret);
    this.retries = requireNonNull(retries);
    this.pause = requireNonNull(pause);
  }

  /** Something encoded for a path or a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /**
   * Sends a call until it is answered.
   *
   * @throws UnsureException if a call that must not be repeated may have had its effect
   * @throws FailureException that the engine does not answer, after all attempts
   */
  public Answer send(Call call) {
    for (int attempt = 1; ; attempt++) {
      var answer = Optional.<HttpResponse<byte[]>>empty();
      RetryTable.Outcome outcome;
      try {
        var response = client.send(request(call), BodyHandlers.ofByteArray());
        answer = Optional.of(response);
        outcome = new RetryTable.Answered(response.statusCode(), retryAfter(response));
      } catch (ConnectException | HttpConnectTimeoutException e) {
        outcome = new RetryTable.NotSent();
      } catch (IOException e) {
        outcome = new RetryTable.Broken();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      switch (retries.verdict(outcome, attempt, call.isRepeatable())) {
        case RetryTable.Take() -> {
          return read(call, answer.orElseThrow());
        }
        case RetryTable.Again(var after) -> {
          LOG.debug("{}: {}; again after {}", call, outcome, after);
          pause.await(after);
        }
        case RetryTable.Unsure() -> {
          LOG.info("{}: {}; it may have had its effect", call, outcome);
          throw new UnsureException(call);
        }
        case RetryTable.GiveUp() -> {
          LOG.warn("{}: {}; given up after {} attempts", call, outcome, attempt);
          throw new FailureException(new Failure.DependencyUnavailable(dependency));
        }
      }
    }
  }

  private HttpRequest request(Call call) {
    var body = call.body();
    var request =
        HttpRequest.newBuilder(URI.create(base + call.path()))
            .timeout(ANSWER)
            .header(header, secret.get())
            .header("Accept", "application/json");
    if (body.isPresent()) {
      var _ = request.header("Content-Type", "application/json");
    }
    return request
        .method(
            call.method(),
            body.isPresent()
                ? BodyPublishers.ofString(body.get().toString())
                : BodyPublishers.noBody())
        .build();
  }

  private static Answer read(Call call, HttpResponse<byte[]> response) {
    try {
      JsonNode body =
          response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
      return new Answer(response.statusCode(), body);
    } catch (JsonProcessingException e) {
      if (response.statusCode() >= 400) {
        return new Answer(response.statusCode(), MissingNode.getInstance());
      }
      throw new IllegalStateException(call + ": the answer is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException(call + ": the answer is not JSON", e);
    }
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }
}
