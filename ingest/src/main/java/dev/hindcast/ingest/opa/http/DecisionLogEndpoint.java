package dev.hindcast.ingest.opa.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.JsonText;
import dev.hindcast.ingest.opa.DecisionMapper;
import dev.hindcast.ingest.write.Delivery;
import dev.hindcast.ingest.write.IngestMetrics;
import dev.hindcast.ingest.write.IngestMetrics.Fate;
import dev.hindcast.ingest.write.IngestMetrics.Source;
import dev.hindcast.ingest.write.Receipt;
import dev.hindcast.ingest.write.StoreWriters;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.AccessMetrics;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /logs}, or {@code /logs/<partition>}: a JSON array of decision events, gzipped or
 * not. 200 when all that can be stored is on disk; OPA sends everything else again, so an event
 * that can never be stored is counted in the answer and not an error.
 */
final class DecisionLogEndpoint implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(DecisionLogEndpoint.class);
  private static final Pattern PATH = Pattern.compile("(/v1)?/logs(/[^/]+)*/?");
  private static final long PATIENCE_SECONDS = 1;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final DecisionMapper mapper;
  private final StoreWriters writers;
  private final Senders senders;
  private final int maxBytes;
  private final int requests;
  private final Duration bodyTime;
  private final Semaphore free;
  private final IngestMetrics metrics;
  private final AccessMetrics access;

  DecisionLogEndpoint(
      DecisionMapper mapper,
      StoreWriters writers,
      Senders senders,
      DecisionLogSettings settings,
      IngestMetrics metrics,
      AccessMetrics access) {
    this.mapper = mapper;
    this.writers = writers;
    this.senders = senders;
    this.maxBytes = settings.maxBytes();
    this.requests = settings.requests();
    this.bodyTime = settings.bodyTime();
    this.free = new Semaphore(requests, true);
    this.metrics = metrics;
    this.access = access;
    metrics.receives(Source.OPA);
  }

  private record Answer(int status, Map<String, Object> body) {
    static Answer error(int status, String text) {
      return new Answer(status, Map.of("error", text));
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = answer(exchange);
    } catch (TooLargeException e) {
      answer = Answer.error(413, "more than " + maxBytes + " bytes");
    } catch (JsonProcessingException | ZipException | EOFException e) {
      answer = Answer.error(400, "the body is no JSON array of decision events");
    } catch (RuntimeException e) {
      log.error("a decision log was not taken", e);
      answer = Answer.error(500, "an internal fault");
    }
    try (exchange) {
      var bytes = JsonText.of(answer.body()).text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (answer.status() == 401) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      }
      if (answer.status() == 429 || answer.status() == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!PATH.matcher(exchange.getRequestURI().getPath()).matches()) {
      return Answer.error(404, "decision logs go to POST /logs");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Answer.error(405, "decision logs go to POST /logs");
    }
    var named = exchange.getRequestHeaders().getFirst(StoreWriters.HEADER);
    try {
      // Who may not write here does not have its body read.
      var writer = writers.named(senders.of(exchange), named == null ? "" : named.strip());
      var refused = new LinkedHashMap<String, Object>();
      Events events;
      CompletableFuture<Receipt> written;
      begin();
      try {
        writer.requireRoom();
        events = inTime(exchange, refused);
        written = writer.write(new Delivery(events.actions(), List.of()));
      } finally {
        free.release();
      }
      var actions = events.actions();
      var receipt = written.join();
      count(events, receipt.refused());
      if (receipt.refused() > 0) {
        count(refused, "the database cannot hold a value of it", receipt.refused());
      }
      var told = new LinkedHashMap<String, Object>();
      told.put("taken", actions.size() - receipt.refused());
      if (!refused.isEmpty()) {
        told.put("refused", refused);
      }
      return new Answer(200, told);
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException failure) {
        return failure(failure);
      }
      throw e;
    } catch (FailureException e) {
      return failure(e);
    }
  }

  /** Takes one of the places of requests that are read, or gives up: a body may be large. */
  private void begin() {
    try {
      if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new FailureException(
            new Failure.QuotaExceeded("requests that are read at once", requests, requests));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException(new Failure.DependencyUnavailable("this gateway"), e);
    }
  }

  /** The server itself waits for a body for ever; who never ends must not keep the place. */
  private Events inTime(HttpExchange exchange, Map<String, Object> refused) throws IOException {
    var deadline = new CompletableFuture<Void>();
    var _ =
        deadline
            .orTimeout(bodyTime.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyAsync(
                _ -> {
                  exchange.close();
                  return null;
                },
                Thread::startVirtualThread);
    try {
      return events(exchange, refused);
    } finally {
      deadline.complete(null);
    }
  }

  private Answer failure(FailureException e) {
    access.failed(e.failure());
    return switch (e.failure()) {
      case Failure.DependencyUnavailable f -> Answer.error(503, f.message());
      case Failure.Unauthenticated f -> Answer.error(401, f.message());
      case Failure.PermissionDenied f -> Answer.error(403, f.message());
      case Failure.QuotaExceeded f -> Answer.error(429, f.message());
      case Failure.ResourceNotFound f -> Answer.error(404, f.message());
      case Failure.InvalidRequest f -> Answer.error(400, f.message());
      default -> throw e;
    };
  }

  /** What a request holds. */
  private record Events(List<IncomingAction> actions, int others, int malformed) {}

  private void count(Events events, int refused) {
    metrics.received(Source.OPA, Fate.TAKEN, events.actions().size() - refused);
    metrics.received(Source.OPA, Fate.VALUE_REFUSED, refused);
    metrics.received(Source.OPA, Fate.NOT_ACTION, events.others());
    metrics.received(Source.OPA, Fate.MALFORMED, events.malformed());
  }

  private Events events(HttpExchange exchange, Map<String, Object> refused) throws IOException {
    var actions = new ArrayList<IncomingAction>();
    int others = 0;
    int malformed = 0;
    var gzip = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream body = exchange.getRequestBody();
        var plain = gzip ? new GZIPInputStream(body) : body;
        var parser = MAPPER.createParser(new Limited(plain, maxBytes))) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new ZipException("no array");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        JsonNode event = MAPPER.readTree(parser);
        if (event == null) {
          throw new ZipException("cut off");
        }
        try {
          var action = mapper.action(event);
          action.ifPresent(actions::add);
          others += action.isPresent() ? 0 : 1;
        } catch (DecisionMapper.RefusedException e) {
          malformed++;
          count(refused, e.getMessage(), 1);
        }
      }
    }
    return new Events(actions, others, malformed);
  }

  private static void count(Map<String, Object> refused, String reason, int events) {
    var _ = refused.merge(reason, events, (a, b) -> (Integer) a + (Integer) b);
  }

  /** More came than is read. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** A stream that must end before a limit: a small gzip may be a large text. */
  private static final class Limited extends java.io.FilterInputStream {
    private long left;

    private Limited(InputStream in, long limit) {
      super(in);
      left = limit;
    }

    @Override
    public int read() throws IOException {
      var read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws TooLargeException {
      left -= read;
      if (left < 0) {
        throw new TooLargeException();
      }
    }
  }
}
