package dev.hindcast.ingest.opa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.ingest.ReceivingStore;
import dev.hindcast.platform.identity.StaticToken;
import dev.hindcast.platform.service.RunningService;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestAuthority;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes in by OPA's decision log protocol, and what the store has of it. */
class DecisionLogIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TOKEN = StaticToken.create(new SecureRandom());
  private static final String OF_ANOTHER_STORE = StaticToken.create(new SecureRandom());
  private static final String OF_A_VIEWER = StaticToken.create(new SecureRandom());
  private static ReceivingStore store;
  private static RunningService service;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() throws IOException {
    store = ReceivingStore.make();
    var settings = new HashMap<>(store.settings("main"));
    settings.put("hindcast.gateway.ingest.decisions.port", 0);
    var identities = folder.resolve("identities");
    Files.writeString(
        identities,
        "%s opa recorder@main\n%s stranger recorder@other\n%s ada viewer\n"
            .formatted(
                StaticToken.fingerprint(TOKEN),
                StaticToken.fingerprint(OF_ANOTHER_STORE),
                StaticToken.fingerprint(OF_A_VIEWER)));
    settings.put("hindcast.auth.identity-file", identities.toString());
    settings.put("hindcast.gateway.ingest.decisions.max-bytes", 100_000);
    settings.put("hindcast.gateway.ingest.decisions.requests", 1);
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
            "{\"taken\":1,\"refused\":{\"timestamp is missing or not RFC 3339\":1,\"the database cannot hold a value of it\":1}}");
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
        .as("who may not write there is not told whether it is there")
        .isEqualTo(403);
  }

  @Test
  void onlyARecorderOfTheStoreMaySend() throws Exception {
    var body = ("[" + event("c1", "") + "]").getBytes(StandardCharsets.UTF_8);
    assertThat(send(as("hct_made-up"), body).statusCode()).isEqualTo(401);
    assertThat(send(as(OF_A_VIEWER), body).statusCode()).isEqualTo(403);
    assertThat(send(as(OF_ANOTHER_STORE), body).statusCode()).isEqualTo(403);
    assertThat(store.count("SELECT count(*) FROM hindcast.action WHERE arguments ->> 'id' = 'c1'"))
        .isZero();
  }

  @Test
  void noMoreAreReadAtOnceThanMayBe() throws Exception {
    var body = "[" + event("s1", ", \"session_id\": \"slow\"") + "]";
    var half = body.length() / 2;
    try (var slow = new Socket("127.0.0.1", uri("/").getPort());
        var out = new OutputStreamWriter(slow.getOutputStream(), StandardCharsets.UTF_8)) {
      out.write(
          "POST /logs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(TOKEN, body.length(), body.substring(0, half)));
      out.flush();
      Await.until("the only place is taken", Duration.ofSeconds(30), () -> empty() == 429);
      out.write(body.substring(half));
      out.flush();
      var answer =
          new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answer.readLine()).contains(" 200 ");
      assertThat(empty()).isEqualTo(200);
    }
  }

  @Test
  void whoNeverSendsTheRestKeepsNoPlace() throws Exception {
    var settings = new HashMap<>(store.settings("main"));
    settings.put("hindcast.gateway.ingest.decisions.port", 0);
    settings.put("hindcast.gateway.ingest.decisions.body-time", "300ms");
    try (var other = Services.serve("gateway", settings)) {
      var port = other.bean(DecisionLogServer.class).port();
      try (var silent = new Socket("127.0.0.1", port)) {
        silent
            .getOutputStream()
            .write(
                "POST /logs HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n["
                    .getBytes(StandardCharsets.UTF_8));
        silent.setSoTimeout(30_000);
        assertThat(silent.getInputStream().read()).as("the server hangs up").isEqualTo(-1);
      }
    }
  }

  private static int empty() {
    try {
      var answer = post("/logs", "[]", false);
      assertThat(answer.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(answer.statusCode() == 429);
      return answer.statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void offLoopbackItWantsTlsAndToKnowItsCallers() {
    var open = new HashMap<>(store.settings("main"));
    open.put("hindcast.gateway.ingest.decisions.port", 0);
    open.put("hindcast.gateway.ingest.decisions.host", "0.0.0.0");
    assertThatThrownBy(() -> Services.serve("gateway", open).close())
        .hasStackTraceContaining("HINDCAST_TLS_CERTIFICATE")
        .hasStackTraceContaining("HINDCAST_GATEWAY_INGEST_DECISIONS_HOST");
    open.put("hindcast.insecure", "true");
    Services.serve("gateway", open).close();
  }

  @Test
  void overTlsItAnswersInTlsOnlyAndShowsARenewedCertificate() throws Exception {
    var authority = TestAuthority.create(folder, "authority");
    var own = authority.issue("localhost");
    var secured = new HashMap<>(store.settings("main"));
    secured.put("hindcast.gateway.ingest.decisions.port", 0);
    secured.put("hindcast.tls.certificate", own.certificate().toString());
    secured.put("hindcast.tls.private-key", own.privateKey().toString());
    secured.put("hindcast.tls.reload-interval", "0s");
    secured.put("hindcast.auth.identity-file", folder.resolve("identities").toString());
    try (var running = Services.serve("gateway", secured);
        var https = HttpClient.newBuilder().sslContext(trusting(authority.certificate())).build()) {
      var port = running.bean(DecisionLogServer.class).port();
      var uri = URI.create("https://localhost:" + port + "/logs");
      var body = BodyPublishers.ofString("[" + event("d1", "") + "]");
      var request =
          HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + TOKEN).POST(body);
      assertThat(https.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      var plain = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/logs"));
      assertThatThrownBy(() -> send(plain, new byte[0])).isInstanceOf(IOException.class);
      // Another authority's certificate, and the port is never closed.
      var next = TestAuthority.create(folder, "next");
      next.issue("localhost").replace(own);
      try (var later = HttpClient.newBuilder().sslContext(trusting(next.certificate())).build()) {
        assertThat(later.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
    }
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    var keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      keys.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static HttpRequest.Builder as(String token) {
    return HttpRequest.newBuilder(uri("/logs")).header("Authorization", "Bearer " + token);
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
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
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
