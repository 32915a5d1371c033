package dev.hindcast.branch.remote.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor's HTTP interface in front of copied servers. It keeps state, refuses what breaks the
 * vendor's own contract, and suffers the faults it is given.
 */
public abstract class FakeEngine implements AutoCloseable {
  protected static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Optional<OpenApiContract> contract;
  private final Faults faults;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** A request as handlers see it. */
  public record Ask(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      JsonNode body) {}

  /** An answer. */
  public record Reply(int status, JsonNode body) {
    public static Reply ok(JsonNode body) {
      return new Reply(200, body);
    }

    public static Reply error(int status, String code) {
      return new Reply(status, JSON.objectNode().put("code", code).put("message", "no: " + code));
    }
  }

  protected FakeEngine(Optional<OpenApiContract> contract, Faults faults) {
    this.contract = contract;
    this.faults = faults;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
  }

  /** Opens its doors. */
  public final void start() {
    var _ = server.createContext("/", this::serve);
    server.start();
  }

  /** Where it is. */
  public final String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Requests that broke the vendor's contract. */
  public final List<String> violations() {
    return List.copyOf(violations);
  }

  /** Methods and paths of all requests so far. */
  public final List<String> calls() {
    return List.copyOf(calls);
  }

  protected abstract Reply handle(Ask ask);

  /** Notes a request that the vendor would refuse. */
  protected final void broken(String what) {
    violations.add(what);
  }

  /** After so many calls none gets through, as if the caller were dead. */
  public final void cutOffAfter(int callsFromNow) {
    left.set(callsFromNow);
  }

  /** Calls get through again. */
  public final void reconnect() {
    left.set(Integer.MAX_VALUE);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var fault = faults.next();
    if (fault == Faults.Fault.DROPPED_BEFORE || left.getAndDecrement() <= 0) {
      exchange.close();
      return;
    }
    Reply reply;
    try {
      var ask = read(exchange);
      calls.add(ask.method() + " " + ask.path());
      reply = reply(ask, fault);
    } catch (RuntimeException | AssertionError e) {
      violations.add("the fake itself failed: " + e);
      reply = Reply.error(418, "FAKE_FAILED");
    }
    if (fault == Faults.Fault.DROPPED_AFTER) {
      exchange.close();
      return;
    }
    if (fault == Faults.Fault.TOO_MANY) {
      exchange.getResponseHeaders().add("Retry-After", "1");
    }
    write(exchange, reply);
  }

  private Reply reply(Ask ask, Faults.Fault fault) {
    return switch (fault) {
      case LOCKED -> Reply.error(423, "LOCKED");
      case TOO_MANY -> Reply.error(429, "TOO_MANY_REQUESTS");
      case UNAVAILABLE, DROPPED_BEFORE -> Reply.error(503, "UNAVAILABLE");
      case NONE, DROPPED_AFTER -> {
        var problems =
            contract
                .map(
                    known ->
                        known.problems(
                            ask.method(), ask.path(), ask.query(), ask.headers(), ask.body()))
                .orElse(List.of());
        problems.forEach(
            problem -> violations.add(ask.method() + " " + ask.path() + ": " + problem));
        yield problems.isEmpty() ? handle(ask) : Reply.error(400, "CONTRACT");
      }
    };
  }

  private static Ask read(HttpExchange exchange) throws IOException {
    var query = new TreeMap<String, String>();
    var raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (var pair : raw.split("&", -1)) {
        var parts = pair.split("=", 2);
        query.put(
            URLDecoder.decode(parts[0], UTF_8),
            parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    var bytes = exchange.getRequestBody().readAllBytes();
    var isJson = headers.getOrDefault("Content-Type", "").startsWith("application/json");
    var body =
        bytes.length == 0
            ? MissingNode.getInstance()
            : isJson ? MAPPER.readTree(bytes) : JSON.textNode(new String(bytes, UTF_8));
    return new Ask(
        exchange.getRequestMethod(), exchange.getRequestURI().getPath(), query, headers, body);
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    var bytes =
        reply.body().isMissingNode() ? new byte[0] : reply.body().toString().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  protected static ObjectNode object() {
    return JSON.objectNode();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
