package dev.hindcast.platform.grpc;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.identity.Authenticator;
import dev.hindcast.platform.secret.Secret;
import dev.hindcast.platform.tls.TlsSettings;
import io.micronaut.core.value.PropertyResolver;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a process secures its port and its channels, from the settings {@code hindcast.tls.*}, {@code
 * hindcast.auth.*} and {@code hindcast.insecure}.
 *
 * @param tls empty: plaintext
 * @param authenticator empty: callers are not asked who they are
 * @param token what the process shows the servers that it calls, setting {@code
 *     hindcast.auth.token}; empty: nothing
 * @param insecure whether plaintext and unknown callers are meant, off loopback too
 * @param callsPerSecond of one identity, setting {@code hindcast.auth.calls-per-second}; 0: as many
 *     as it likes
 */
public record SecuritySetup(
    Optional<TlsSettings> tls,
    Optional<Authenticator> authenticator,
    Optional<Secret> token,
    boolean insecure,
    int callsPerSecond) {
  private static final String CALLS_PER_SECOND = "hindcast.auth.calls-per-second";

  /** Far more than people and pipelines do, far less than a loop that lost its pause. */
  private static final int USUAL_CALLS_PER_SECOND = 200;

  private static final int MOST_CALLS_PER_SECOND = 1_000_000;

  /** The setting that says in so many words that nothing needs to be secure. */
  public static final String INSECURE = "hindcast.insecure";

  public SecuritySetup {
    requireNonNull(tls);
    requireNonNull(authenticator);
    requireNonNull(token);
    if (callsPerSecond < 0 || callsPerSecond > MOST_CALLS_PER_SECOND) {
      throw new IllegalArgumentException(
          CALLS_PER_SECOND + " must be from 0 (no limit) to " + MOST_CALLS_PER_SECOND);
    }
  }

  /**
   * As the settings say.
   *
   * @throws IllegalArgumentException for settings that cannot be used
   */
  public static SecuritySetup of(PropertyResolver properties) {
    return new SecuritySetup(
        TlsSettings.of(properties),
        Authenticator.of(properties, InstantSource.system()),
        properties
            .getProperty("hindcast.auth.token", String.class)
            .filter(text -> !text.isBlank())
            .map(Secret::of),
        properties.getProperty(INSECURE, Boolean.class).orElse(false),
        properties.getProperty(CALLS_PER_SECOND, Integer.class).orElse(USUAL_CALLS_PER_SECOND));
  }

  /**
   * Refuses to let a server listen where others reach it, unless it is secured.
   *
   * @param host that it listens on; empty: everywhere
   * @throws InsecureException names what is missing and how to give it
   */
  public void requireSafe(String host) {
    requireSafe(host, "GRPC_SERVER_HOST");
  }

  /**
   * As {@link #requireSafe(String)}, for a server of another kind.
   *
   * @param setting environment variable that says where it listens
   */
  public void requireSafe(String host, String setting) {
    if (insecure || Loopback.isListening(host)) {
      return;
    }
    var place = host.isBlank() ? "all addresses" : host;
    if (tls.filter(TlsSettings::forServer).isEmpty()) {
      throw new InsecureException(
          "it would listen on "
              + place
              + " without TLS. Give it a certificate (HINDCAST_TLS_CERTIFICATE and"
              + " HINDCAST_TLS_PRIVATE_KEY, PEM files), let it listen on loopback ("
              + setting
              + "=127.0.0.1), or say --insecure (HINDCAST_INSECURE=true) if an"
              + " open port is what you mean");
    }
    if (authenticator.isEmpty()) {
      throw new InsecureException(
          "it would listen on "
              + place
              + " and do what anybody says. Name the callers"
              + " (HINDCAST_AUTH_IDENTITY_FILE, made with `hindcast token create`, or"
              + " HINDCAST_AUTH_JWT_ISSUER and HINDCAST_AUTH_JWT_AUDIENCE), let it listen on"
              + " loopback ("
              + setting
              + "=127.0.0.1), or say --insecure"
              + " (HINDCAST_INSECURE=true) if that is what you mean");
    }
  }
}
