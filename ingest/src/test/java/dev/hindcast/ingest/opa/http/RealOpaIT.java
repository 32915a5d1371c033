package dev.hindcast.ingest.opa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hindcast.embedded.LoopbackPort;
import dev.hindcast.ingest.ReceivingStore;
import dev.hindcast.platform.identity.StaticToken;
import dev.hindcast.testkit.Await;
import dev.hindcast.testkit.Services;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An OPA decides, masks its log, and sends it here. Skips where no {@code opa} is on the path. */
class RealOpaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatARealOpaLogsIsInTheStore(@TempDir Path folder) throws Exception {
    var opa = opa();
    assumeTrue(opa.isPresent(), "no opa on the path: the receiver was not tried with a real one");
    var store = ReceivingStore.make();
    var settings = new HashMap<>(store.settings("main"));
    settings.put("hindcast.gateway.ingest.decisions.port", 0);
    var identities = folder.resolve("identities");
    Files.writeString(identities, StaticToken.fingerprint("secret") + " opa recorder@main\n");
    settings.put("hindcast.auth.identity-file", identities.toString());
    try (var service = Services.serve("gateway", settings);
        var http = HttpClient.newHttpClient()) {
      var port = LoopbackPort.free();
      write(folder, service.bean(DecisionLogServer.class).port());
      var process =
          new ProcessBuilder(
                  opa.get().toString(),
                  "run",
                  "--server",
                  "--addr",
                  "127.0.0.1:" + port,
                  "--config-file",
                  "config.yaml",
                  "guard.rego",
                  "mask.rego")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("opa.log").toFile())
              .start();
      try {
        var url = URI.create("http://127.0.0.1:" + port + "/v1/data/agents/guard");
        Await.until("OPA answers", PATIENCE, () -> ask(http, url, 1));
        for (int amount = 2; amount <= 20; amount++) {
          assertThat(ask(http, url, amount)).isTrue();
        }
        Await.until(
            "the log is here: " + Files.readString(folder.resolve("opa.log")),
            PATIENCE,
            () -> store.count("SELECT count(*) FROM hindcast.action") >= 20);
      } finally {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(
              store.rows(
                  """
                  SELECT tool, (arguments ->> 'amount')::int, arguments ? 'card', effect, rule_id, erased
                  FROM hindcast.action WHERE (arguments ->> 'amount')::int IN (10, 11) ORDER BY 2"""))
          .containsExactly(
              "refund|10|f|allow|null|{args.card,context.user,tenant,agent,model,result}",
              "refund|11|f|deny|limit|{args.card,context.user,tenant,agent,model,result}");
      assertThat(store.count("SELECT count(DISTINCT workflow_id) FROM hindcast.action")).isOne();
    }
  }

  private static boolean ask(HttpClient http, URI url, int amount) {
    var body =
        """
        {"input": {"tool": "refund", "args": {"amount": %d, "card": "4111"}, "context": {"user": "ann"}, "session_id": "s"}}"""
            .formatted(amount);
    try {
      return http.send(
                  HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(body)).build(),
                  BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path folder, int port) throws IOException {
    Files.writeString(
        folder.resolve("guard.rego"),
        """
        package agents.guard
        default effect := "allow"
        effect := "deny" if input.args.amount > 10
        rule := "limit" if input.args.amount > 10
        """);
    Files.writeString(
        folder.resolve("mask.rego"),
        """
        package system.log
        mask contains "/input/args/card"
        mask contains {"op": "upsert", "path": "/input/context/user", "value": "***"}
        """);
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        services:
          hindcast:
            url: http://127.0.0.1:%d
            credentials: { bearer: { token: secret } }
        decision_logs:
          service: hindcast
          reporting: { min_delay_seconds: 1, max_delay_seconds: 1 }
        """
            .formatted(port));
  }

  private static Optional<Path> opa() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "opa"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
