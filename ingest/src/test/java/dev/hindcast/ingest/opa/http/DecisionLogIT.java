package dev.hindcast.ingest.opa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.ingest.ReceivingStore;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.testkit.Services;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes in by OPA's decision log protocol, and what the store has of it. */
class DecisionLogIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static ReceivingStore store;
  private static RunningService service;

  @BeforeAll
  static void start() {
    store = ReceivingStore.make();
    var settings = new HashMap<>(store.settings("main"));
    settings.put("hindcast.gateway.ingest.decisions.port", 0);
    settings.put("hindcast.gateway.ingest.decisions.token", "a token of the test");
    settings.put("hindcast.gateway.ingest.decisions.max-bytes", 100_000);
    settings.put("hindcast.gateway.ingest.decisions.input.workflow_id", "/run,/session_id");
    service = Services.serve("gateway", settings);
  }

  @AfterAll
  static void stop() {
    service.close();
    HTTP.close();
  }

  private static String event(String id, String more) {
    return """
        {"decision_id": "%s", "timestamp": "2026-01-01T00:00:00Z", "path": "agents/allow", "result": true,
         "bundles": {"guard": {"revision": "r7"}}, "input": {"tool": "refund", "args": {"id": "%s"}, "run": "run"%s}}"""
        .formatted(id, id, more);
  }

  @Test
  void decisionsAreActionsAndAChunkThatComesAgainIsNotDoubled() throws Exception {
    var chunk =
        IntStream.range(0, 50)
            .mapToObj(i -> event("a" + i, ""))
            .collect(Collectors.joining(",", "[", "]"));
    for (int i = 0; i < 2; i++) {
      var response = post("/logs", chunk, true);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"taken\":50}");
    }
    assertThat(
            post("/logs/partition", "[" + event("a0", "") + "," + event("a50", "") + "]", false)
                .statusCode())
        .isEqualTo(200);
    assertThat(
            store.rows(
                """
                SELECT count(*), min(step), max(step), min(effect), min(bundle_version), min(context -> 'opa' ->> 'path')
                FROM hindcast.action WHERE workflow_id = 'run'"""))
        .containsExactly("51|0|50|allow|r7|agents/allow");
  }

  @Test
  void whatCanNeverBeStoredIsCountedAndDoesNotHoldUpTheRest() throws Exception {
    var response =
        post(
            "/logs",
            "["
                + event("b1", ", \"n\": 1e400000")
                + ",{\"decision_id\": \"b2\"},"
                + event("b3", ", \"session_id\": \"b\\u0000\"").replace("\"run\": \"run\",", "")
                + "]",
            true);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"refused\":{\"timestamp is missing or not RFC 3339\":1,\"the database cannot hold a value of it\":1},\"taken\":1}");
    assertThat(store.count("SELECT count(*) FROM hindcast.action WHERE workflow_id = E'b\\uFFFD'"))
        .isOne();
  }

  @Test
  void whatIsNoDecisionLogIsRefused() throws Exception {
    assertThat(post("/logs", "{}", false).statusCode()).isEqualTo(400);
    assertThat(post("/logs", "[{\"decision_id\": ", true).statusCode()).isEqualTo(400);
    assertThat(post("/logs", "", false).statusCode()).isEqualTo(400);
    assertThat(post("/other", "[]", false).statusCode()).isEqualTo(404);
    assertThat(post("/logs", "[" + " ".repeat(100_001) + "]", true).statusCode()).isEqualTo(413);
    assertThat(
            send(
                    request("/logs").header("Content-Encoding", "gzip"),
                    "no gzip".getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            send(HttpRequest.newBuilder(uri("/logs")), "[]".getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(401);
    assertThat(
            send(
                    request("/logs").header("x-hindcast-store", "nowhere"),
                    "[]".getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void offLoopbackItWantsAToken() {
    assertThatThrownBy(() -> new DecisionLogSettings(0, "0.0.0.0", "", 1, "", Map.of()))
        .hasMessageContaining("token");
  }

  private static HttpResponse<String> post(String path, String body, boolean gzip)
      throws Exception {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var request = request(path);
    return gzip
        ? send(request.header("Content-Encoding", "gzip"), gzip(bytes))
        : send(request, bytes);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer a token of the test");
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + service.bean(DecisionLogServer.class).port() + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, byte[] body)
      throws Exception {
    return HTTP.send(
        request.POST(BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
