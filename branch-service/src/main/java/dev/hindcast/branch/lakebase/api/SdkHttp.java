package dev.hindcast.branch.lakebase.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.http.Response;
import dev.hindcast.branch.remote.Pause;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SDK's way to the network, with the retry table of all engines in place of its own. Every call
 * may be repeated: branches and endpoints are made under ids of ours, and a second time is refused.
 * Thread-safe.
 */
final class SdkHttp implements HttpClient {
  private static final Logger LOG = LoggerFactory.getLogger(SdkHttp.class);

  private final java.net.http.HttpClient client =
      java.net.http.HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .version(java.net.http.HttpClient.Version.HTTP_1_1)
          .build();
  private final RetryTable retries;
  private final Pause pause;

  SdkHttp(RetryTable retries, Pause pause) {
    this.retries = retries;
    this.pause = pause;
  }

  @Override
  public Response execute(Request call) throws IOException {
    var body =
        call.isBodyStreaming() ? read(call.getBodyStream()) : BodyPublishers.ofString(body(call));
    for (int attempt = 1; ; attempt++) {
      var answer = Optional.<HttpResponse<String>>empty();
      RetryTable.Outcome outcome;
      try {
        var response = client.send(request(call, body), BodyHandlers.ofString(UTF_8));
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
      switch (retries.verdict(outcome, attempt, true)) {
        case RetryTable.Take() -> {
          return response(call, answer.orElseThrow());
        }
        case RetryTable.Again(var after) -> pause.await(after);
        case RetryTable.Unsure(), RetryTable.GiveUp() -> {
          LOG.warn(
              "{} {}: {}; given up after {} attempts",
              call.getMethod(),
              call.getUri().getPath(),
              outcome,
              attempt);
          throw new FailureException(new Failure.DependencyUnavailable("lakebase"));
        }
      }
    }
  }

  private static BodyPublisher read(InputStream stream) throws IOException {
    return BodyPublishers.ofByteArray(stream.readAllBytes());
  }

  private static String body(Request call) {
    return call.getBodyString() == null ? "" : call.getBodyString();
  }

  private static HttpRequest request(Request call, BodyPublisher body) {
    var uri = URI.create(call.getUri().toString());
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    call.getHeaders()
        .forEach(
            (name, value) -> {
              var _ = request.setHeader(name, value);
            });
    return request
        .method(call.getMethod(), body.contentLength() == 0 ? BodyPublishers.noBody() : body)
        .build();
  }

  private static Response response(Request call, HttpResponse<String> answer) {
    return new Response(call, answer.statusCode(), "", answer.headers().map(), answer.body());
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }
}
