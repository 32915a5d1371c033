package dev.hindcast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.tls.ReloadingSslContext;
import dev.hindcast.platform.tls.TlsSettings;
import dev.hindcast.testkit.TestAuthority;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words for connections that really fail. */
class TransportTextIT {
  @TempDir Path folder;
  private TestAuthority authority;
  private Server server;

  @BeforeEach
  void issue() {
    authority = TestAuthority.create(folder, "authority");
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void anAuthorityThatDidNotSignIt() throws IOException {
    serve(Optional.of(ClientAuth.NONE));
    var other = TestAuthority.create(folder, "other");
    assertThat(error(Optional.of(other), "localhost"))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("error: the server's certificate is not trusted: "),
            line -> assertThat(line).contains("--tls-trust"));
  }

  @Test
  void aNameThatIsNotInTheCertificate() throws IOException {
    serve(Optional.of(ClientAuth.NONE));
    assertThat(error(Optional.of(authority), "gateway.example").getFirst())
        .contains("not trusted")
        .contains("gateway.example");
  }

  @Test
  void aServerThatAsksForACertificate() throws IOException {
    serve(Optional.of(ClientAuth.REQUIRE));
    assertThat(error(Optional.of(authority), "localhost"))
        .anySatisfy(line -> assertThat(line).contains("--tls-certificate"));
  }

  @Test
  void plaintextWhereTlsIsSpoken() throws IOException {
    serve(Optional.of(ClientAuth.NONE));
    assertThat(error(Optional.empty(), "localhost"))
        .anySatisfy(
            line -> assertThat(line).contains("if that port has TLS, give --tls-trust FILE"));
  }

  @Test
  void tlsWherePlaintextIsSpoken() throws IOException {
    serve(Optional.empty());
    assertThat(error(Optional.of(authority), "localhost").getFirst())
        .isEqualTo("error: what answers there does not speak TLS");
  }

  private void serve(Optional<ClientAuth> tls) throws IOException {
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService());
    tls.ifPresent(
        clients -> {
          var own = authority.issue("server");
          builder.sslContext(
              ReloadingSslContext.forServer(
                  new TlsSettings(
                      Optional.of(own.certificate()),
                      Optional.of(own.privateKey()),
                      Optional.of(authority.certificate()),
                      clients,
                      Duration.ZERO),
                  InstantSource.system()));
        });
    server = builder.build().start();
  }

  /** What a call is told. */
  private List<String> error(Optional<TestAuthority> trust, String name) {
    var builder =
        NettyChannelBuilder.forTarget("localhost:" + server.getPort()).overrideAuthority(name);
    trust.ifPresentOrElse(
        known ->
            builder.sslContext(
                ReloadingSslContext.forClient(
                    new TlsSettings(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(known.certificate()),
                        ClientAuth.NONE,
                        Duration.ZERO),
                    InstantSource.system())),
        builder::usePlaintext);
    ManagedChannel channel = builder.build();
    try {
      var answer =
          HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      throw new AssertionError("answered: " + answer);
    } catch (StatusRuntimeException e) {
      return ErrorText.of(e);
    } finally {
      channel.shutdownNow();
    }
  }
}
