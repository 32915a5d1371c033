package dev.hindcast.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsServer;
import dev.hindcast.testkit.SettableClock;
import dev.hindcast.testkit.TestAuthority;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's server with real handshakes, before and after files were replaced. */
class HttpsSetupIT {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T00:00:00Z"));
  private TestAuthority authority;
  private TestAuthority other;
  private TestAuthority.Issued own;
  private Path trusted;
  private HttpsServer server;

  @BeforeEach
  void makeFiles() throws IOException {
    authority = TestAuthority.create(folder, "authority");
    other = TestAuthority.create(folder, "other");
    own = authority.issue("server");
    trusted = folder.resolve("trusted.pem");
    Files.copy(authority.certificate(), trusted);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void serve(ClientAuth clientAuth) throws IOException {
    var settings =
        new TlsSettings(
            Optional.of(own.certificate()),
            Optional.of(own.privateKey()),
            Optional.of(trusted),
            clientAuth,
            INTERVAL);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(HttpsSetup.of(settings, clock));
    var _ =
        server.createContext(
            "/",
            exchange -> {
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            });
    server.start();
  }

  @Test
  void aRenewedCertificateIsShownAfterTheIntervalAndConnectionsGoOn() throws Exception {
    serve(ClientAuth.NONE);
    try (var stays = client(authority, Optional.empty())) {
      assertThat(certificate(stays)).isEqualTo(of(own));
      var first = of(own);
      var renewed = authority.issue("server");
      renewed.replace(own);
      assertThat(fresh(authority, Optional.empty())).as("before the interval").isEqualTo(first);
      clock.tick(INTERVAL);
      assertThat(fresh(authority, Optional.empty())).isEqualTo(of(renewed)).isNotEqualTo(first);
      assertThat(certificate(stays)).as("the connection that stands").isEqualTo(first);
    }
    other.issue("server").replace(own);
    clock.tick(INTERVAL);
    assertThat(fresh(other, Optional.empty())).isEqualTo(of(own));
    assertThatThrownBy(() -> fresh(authority, Optional.empty())).isInstanceOf(IOException.class);
  }

  @Test
  void halfOfARenewalChangesNothing() throws Exception {
    serve(ClientAuth.NONE);
    var first = of(own);
    Files.write(own.certificate(), Files.readAllBytes(authority.issue("server").certificate()));
    clock.tick(INTERVAL);
    assertThat(fresh(authority, Optional.empty())).isEqualTo(first);
  }

  @Test
  void trustThatIsTakenAwayEndsWithTheNextHandshakeAlsoForWhoWasHereBefore() throws Exception {
    serve(ClientAuth.REQUIRE);
    var known = Optional.of(authority.issue("opa"));
    assertThatThrownBy(() -> fresh(authority, Optional.empty())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> fresh(authority, Optional.of(other.issue("opa"))))
        .isInstanceOf(IOException.class);
    // One context keeps its sessions, so that a new connection could resume one.
    var before = context(authority, known);
    assertThat(fresh(before)).isEqualTo(of(own));
    Files.write(trusted, Files.readAllBytes(other.certificate()));
    clock.tick(INTERVAL);
    assertThatThrownBy(() -> fresh(before)).isInstanceOf(IOException.class);
    assertThat(fresh(authority, Optional.of(other.issue("opa")))).isEqualTo(of(own));
  }

  private static X509Certificate of(TestAuthority.Issued issued) throws Exception {
    return KeyPairFiles.certificates(issued.certificate()).getFirst();
  }

  /** What the server shows to a new connection. */
  private X509Certificate fresh(TestAuthority trust, Optional<TestAuthority.Issued> shows)
      throws Exception {
    return fresh(context(trust, shows));
  }

  private X509Certificate fresh(SSLContext context) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(context).build()) {
      return certificate(client);
    }
  }

  private X509Certificate certificate(HttpClient client) throws Exception {
    var uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(204);
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private static HttpClient client(TestAuthority trust, Optional<TestAuthority.Issued> shows)
      throws Exception {
    return HttpClient.newBuilder().sslContext(context(trust, shows)).build();
  }

  private static SSLContext context(TestAuthority trust, Optional<TestAuthority.Issued> shows)
      throws Exception {
    var keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, null);
    if (shows.isPresent()) {
      var pair = KeyPairFiles.read(shows.get().certificate(), shows.get().privateKey());
      keys.setKeyEntry(
          "own", pair.key(), new char[0], pair.chain().toArray(new X509Certificate[0]));
    }
    var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, new char[0]);
    var authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    authorities.setCertificateEntry(
        "trust", KeyPairFiles.certificates(trust.certificate()).getFirst());
    var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(authorities);
    var context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }
}
