package dev.hindcast.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.testkit.SettableClock;
import dev.hindcast.testkit.TestAuthority;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes, before and after files were replaced. */
class ReloadingSslContextIT {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T00:00:00Z"));
  private TestAuthority authority;
  private TestAuthority other;
  private TestAuthority.Issued server;
  private Path trusted;
  private Server running;

  @BeforeEach
  void makeFiles() throws IOException {
    authority = TestAuthority.create(folder, "authority");
    other = TestAuthority.create(folder, "other");
    server = authority.issue("server");
    trusted = folder.resolve("trusted.pem");
    Files.copy(authority.certificate(), trusted);
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.shutdownNow();
    }
  }

  private void serve(ClientAuth clientAuth) throws IOException {
    var settings =
        new TlsSettings(
            Optional.of(server.certificate()),
            Optional.of(server.privateKey()),
            Optional.of(trusted),
            clientAuth,
            INTERVAL);
    running =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(ReloadingSslContext.forServer(settings, clock))
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
  }

  private SslContext client(TestAuthority trust, Optional<TestAuthority.Issued> own) {
    return ReloadingSslContext.forClient(
        new TlsSettings(
            own.map(TestAuthority.Issued::certificate),
            own.map(TestAuthority.Issued::privateKey),
            Optional.of(trust.certificate()),
            ClientAuth.NONE,
            INTERVAL),
        clock);
  }

  /** One call over a new connection. */
  private Status.Code call(Optional<SslContext> context, String host) {
    var builder =
        NettyChannelBuilder.forTarget("localhost:" + running.getPort()).overrideAuthority(host);
    context.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    var channel = builder.build();
    try {
      var _ = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private Status.Code call(SslContext context) {
    return call(Optional.of(context), "localhost");
  }

  @Test
  void onlyWhoTrustsTheAuthorityIsServedAndNobodyInPlaintext() throws IOException {
    serve(ClientAuth.NONE);
    assertThat(call(client(authority, Optional.empty()))).isEqualTo(Status.Code.OK);
    assertThat(call(client(other, Optional.empty()))).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call(Optional.empty(), "localhost")).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void theServersNameIsCompared() throws IOException {
    serve(ClientAuth.NONE);
    var context = Optional.of(client(authority, Optional.empty()));
    assertThat(call(context, "127.0.0.1")).isEqualTo(Status.Code.OK);
    assertThat(call(context, "elsewhere.example.org")).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void mutualTlsTakesACertificateOfTheTrustedAuthority() throws IOException {
    serve(ClientAuth.REQUIRE);
    var good = Optional.of(authority.issue("worker"));
    var stranger = Optional.of(other.issue("worker"));
    assertThat(call(client(authority, good))).isEqualTo(Status.Code.OK);
    assertThat(call(client(authority, Optional.empty()))).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call(client(authority, stranger))).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aRenewedCertificateIsShownAfterTheInterval() throws IOException {
    serve(ClientAuth.NONE);
    var old = client(authority, Optional.empty());
    var next = client(other, Optional.empty());
    assertThat(call(old)).isEqualTo(Status.Code.OK);
    other.issue("server").replace(server);
    assertThat(call(next)).as("before the interval").isEqualTo(Status.Code.UNAVAILABLE);
    clock.tick(INTERVAL);
    assertThat(call(next)).isEqualTo(Status.Code.OK);
    assertThat(call(old)).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void trustThatIsTakenAwayEndsWithTheNextHandshakeAlsoForWhoWasHereBefore() throws IOException {
    serve(ClientAuth.REQUIRE);
    var before = client(authority, Optional.of(authority.issue("worker")));
    assertThat(call(before)).isEqualTo(Status.Code.OK);
    Files.write(trusted, Files.readAllBytes(other.certificate()));
    clock.tick(INTERVAL);
    assertThat(call(before)).as("no session is resumed").isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call(client(authority, Optional.of(other.issue("worker")))))
        .isEqualTo(Status.Code.OK);
  }

  @Test
  void halfOfARenewalChangesNothingUntilTheOtherHalfIsThere() throws IOException {
    serve(ClientAuth.NONE);
    var next = other.issue("server");
    Files.write(server.certificate(), Files.readAllBytes(next.certificate()));
    clock.tick(INTERVAL);
    assertThat(call(client(authority, Optional.empty()))).isEqualTo(Status.Code.OK);
    Files.write(server.privateKey(), Files.readAllBytes(next.privateKey()));
    clock.tick(INTERVAL);
    assertThat(call(client(other, Optional.empty()))).isEqualTo(Status.Code.OK);
  }

  @Test
  void filesThatCannotBeUsedAreNamedAndNeverQuoted() throws IOException {
    Files.writeString(
        server.privateKey(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");
    assertThatThrownBy(() -> serve(ClientAuth.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(server.privateKey().toString())
        .hasMessageContaining("PKCS #8")
        .satisfies(e -> assertThat(e).hasStackTraceContaining("TLS cannot be set up"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("c2VjcmV0"));
  }
}
