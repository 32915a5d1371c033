package dev.hindcast.branch.lakebase.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.databricks.sdk.core.http.HttpClient;
import com.databricks.sdk.core.http.Request;
import com.databricks.sdk.core.oauth.Token;
import com.databricks.sdk.core.oauth.TokenSource;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.branch.remote.SecretReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Gets OAuth tokens for a service principal (client credentials); the SDK's cache asks it before
 * one ends. The secret is read for every token, so that one that was replaced is taken up.
 */
final class ServicePrincipal implements TokenSource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String host;
  private final String clientId;
  private final SecretReference secret;
  private final InstantSource clock;

  ServicePrincipal(
      HttpClient http, String host, String clientId, SecretReference secret, InstantSource clock) {
    this.http = http;
    this.host = host;
    this.clientId = clientId;
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public Token getToken() {
    var basic =
        Base64.getEncoder().encodeToString((clientId + ":" + secret.read()).getBytes(UTF_8));
    var request =
        new Request("POST", host + "/oidc/v1/token", "grant_type=client_credentials&scope=all-apis")
            .withHeader("Authorization", "Basic " + basic)
            .withHeader("Content-Type", "application/x-www-form-urlencoded");
    Instant asked = clock.instant();
    try {
      var response = http.execute(request);
      if (response.getStatusCode() != 200) {
        throw new IllegalStateException(
            "the workspace gives no token to the service principal: HTTP "
                + response.getStatusCode());
      }
      var answer = JSON.readTree(response.getBody());
      return new Token(
          answer.path("access_token").asText(),
          "Bearer",
          asked.plusSeconds(answer.path("expires_in").asLong()));
    } catch (IOException e) {
      throw new UncheckedIOException("the workspace's answer for a token is none", e);
    }
  }
}
