package dev.hindcast.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.hindcast.embedded.LoopbackPort;
import dev.hindcast.ingest.opa.http.DecisionLogServer;
import dev.hindcast.ingest.otlp.grpc.Messages;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestPostgres;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sender is told to come again while PostgreSQL is away; without stores there is no receiver. */
class UnavailableStoreIT {
  @Test
  void aStoreThatIsAwayIsARetryableAnswer() throws Exception {
    var settings =
        new HashMap<String, Object>(
            Map.of(
                "hindcast.gateway.ingest.stores.main.url",
                "jdbc:postgresql://127.0.0.1:" + LoopbackPort.free() + "/gone",
                "hindcast.gateway.ingest.stores.main.user",
                "nobody"));
    settings.put("hindcast.gateway.ingest.decisions.port", 0);
    try (var service = Services.serve("gateway", settings);
        var http = HttpClient.newHttpClient()) {
      var channel = Services.channel(service);
      var thrown =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> TraceServiceGrpc.newBlockingStub(channel).export(Messages.oneTool()));
      channel.shutdownNow();
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      var details = StatusProto.fromThrowable(thrown).getDetailsList();
      assertThat(details).filteredOn(detail -> detail.is(ErrorInfo.class)).hasSize(1);
      assertThat(details).filteredOn(detail -> detail.is(RetryInfo.class)).hasSize(1);
      assertThat(thrown.getMessage()).doesNotContain("jdbc").doesNotContain("127.0.0.1");

      var response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + service.bean(DecisionLogServer.class).port()
                              + "/logs"))
                  .POST(
                      BodyPublishers.ofString(
                          "[{\"decision_id\": \"d\", \"timestamp\": \"2026-01-01T00:00:00Z\"}]"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("1");
    }
  }

  @Test
  void aLoginWithoutItsRightsIsRetryableToo() {
    var owner = TestPostgres.traceStore();
    var login = ReceivingStore.make().login();
    var elsewhere =
        Map.<String, Object>of(
            "hindcast.gateway.ingest.stores.main.url", owner.url(),
            "hindcast.gateway.ingest.stores.main.user", login.user(),
            "hindcast.gateway.ingest.stores.main.password", login.password());
    try (var service = Services.serve("gateway", elsewhere)) {
      var channel = Services.channel(service);
      var thrown =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> TraceServiceGrpc.newBlockingStub(channel).export(Messages.oneTool()));
      channel.shutdownNow();
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void withoutAStoreThereIsNoReceiver() {
    try (var service =
        Services.serve("gateway", Map.of("hindcast.gateway.ingest.decisions.port", 0))) {
      var channel = Services.channel(service);
      var thrown =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> TraceServiceGrpc.newBlockingStub(channel).export(Messages.oneTool()));
      channel.shutdownNow();
      assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }
}
