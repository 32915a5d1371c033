package dev.hindcast.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.core.value.MapPropertyResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer on a real port. */
class HttpKeySourceIT {
  private final Map<String, String> pages = new HashMap<>();
  private HttpServer server;
  private String issuer;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var page = pages.get(exchange.getRequestURI().getPath());
          var bytes = (page == null ? "" : page).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              page == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    var key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    pages.put("/keys", "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
    pages.put("/.well-known/openid-configuration", discovery(issuer, issuer + "/keys"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String discovery(String issuer, String keys) {
    return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer, keys);
  }

  private KeySource source(String... more) {
    var properties = new HashMap<String, Object>();
    properties.put("hindcast.auth.jwt.issuer", issuer);
    properties.put("hindcast.auth.jwt.audience", "hindcast");
    for (var i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return new HttpKeySource(JwtSettings.of(new MapPropertyResolver(properties)).orElseThrow());
  }

  @Test
  void theKeysAreWhereTheDiscoveryDocumentSaysOrWhereTheSettingDoes() throws IOException {
    assertThat(source().fetch().getKeyByKeyId("one")).isNotNull();
    pages.remove("/.well-known/openid-configuration");
    assertThat(source("hindcast.auth.jwt.jwks-url", issuer + "/keys").fetch().getKeys()).hasSize(1);
    assertThatThrownBy(() -> source().fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("404");
  }

  @Test
  void aDocumentOfAnotherIssuerIsNotBelieved() {
    pages.put(
        "/.well-known/openid-configuration", discovery("https://evil.example", issuer + "/keys"));
    assertThatThrownBy(() -> source().fetch()).hasMessageContaining("another issuer");
  }

  @Test
  void itDoesNotLeadToPlaintextElsewhere() {
    pages.put("/.well-known/openid-configuration", discovery(issuer, "http://evil.example/keys"));
    assertThatThrownBy(() -> source().fetch()).hasMessageContaining("https");
  }

  @Test
  void nonsenseAndTooMuchAreRefused() {
    pages.put("/keys", "no JSON");
    assertThatThrownBy(() -> source().fetch()).isInstanceOf(IOException.class);
    pages.put("/keys", "{\"keys\":[]}" + " ".repeat(1 << 20));
    assertThatThrownBy(() -> source().fetch()).hasMessageContaining("more than");
  }
}
