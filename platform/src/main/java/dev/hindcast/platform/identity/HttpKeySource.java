package dev.hindcast.platform.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;

/** Fetches the keys as the settings say: from their address, or by the discovery document. */
final class HttpKeySource implements KeySource {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1024 * 1024;

  private final JwtSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HttpKeySource(JwtSettings settings) {
    this.settings = settings;
  }

  @Override
  public JWKSet fetch() throws IOException {
    try {
      return JWKSet.parse(get(settings.keys().isPresent() ? settings.keys().get() : discovered()));
    } catch (ParseException e) {
      throw new IOException("the issuer's keys are malformed", e);
    }
  }

  private URI discovered() throws IOException, ParseException {
    var document = JSONObjectUtils.parse(get(settings.discovery()));
    if (!settings.issuer().equals(JSONObjectUtils.getString(document, "issuer"))) {
      throw new IOException("the discovery document is of another issuer");
    }
    var keys = JSONObjectUtils.getURI(document, "jwks_uri");
    if (keys == null) {
      throw new IOException("the discovery document names no jwks_uri");
    }
    JwtSettings.requireSafe(keys);
    return keys;
  }

  private String get(URI uri) throws IOException {
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build();
    try {
      var answer = http.send(request, BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException(uri + " answered " + answer.statusCode());
        }
        var bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new IOException(uri + " answered more than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
