package dev.hindcast.platform.tls;

import static java.util.Objects.requireNonNull;

import io.micronaut.core.value.PropertyResolver;
import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code hindcast.tls.*}: the same files serve a process as a server and as a client. All are PEM;
 * they may be replaced while it runs.
 *
 * @param certificate {@code certificate}: the chain, its own first
 * @param privateKey {@code private-key}: PKCS #8, RSA or EC, not encrypted
 * @param trust {@code trust}: authorities that a peer's certificate must come from; empty: as a
 *     client those that Java trusts, as a server no certificate is asked for
 * @param clientAuth {@code client-auth}: {@code none}, {@code optional} or {@code required};
 *     required if {@code trust} is given
 * @param reloadInterval {@code reload-interval}: how long files are believed unchanged, 10 seconds
 */
public record TlsSettings(
    Optional<Path> certificate,
    Optional<Path> privateKey,
    Optional<Path> trust,
    ClientAuth clientAuth,
    Duration reloadInterval) {
  private static final String PREFIX = "hindcast.tls.";
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  public TlsSettings {
    requireNonNull(clientAuth);
    requireNonNull(reloadInterval);
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new IllegalArgumentException(
          PREFIX + "certificate and " + PREFIX + "private-key go together: give both or none");
    }
    if (clientAuth != ClientAuth.NONE && certificate.isPresent() && trust.isEmpty()) {
      throw new IllegalArgumentException(
          PREFIX + "client-auth needs " + PREFIX + "trust: whose certificates to believe");
    }
    if (reloadInterval.isNegative()) {
      throw new IllegalArgumentException(PREFIX + "reload-interval must not be negative");
    }
  }

  /** The settings, empty if none is given: then everything is plaintext. */
  public static Optional<TlsSettings> of(PropertyResolver properties) {
    var certificate = path(properties, "certificate");
    var privateKey = path(properties, "private-key");
    var trust = path(properties, "trust");
    if (certificate.isEmpty() && privateKey.isEmpty() && trust.isEmpty()) {
      return Optional.empty();
    }
    var asked = properties.getProperty(PREFIX + "client-auth", String.class);
    var auth =
        asked
            .map(TlsSettings::clientAuth)
            .orElse(trust.isPresent() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    var interval =
        properties.getProperty(PREFIX + "reload-interval", Duration.class).orElse(DEFAULT_INTERVAL);
    return Optional.of(new TlsSettings(certificate, privateKey, trust, auth, interval));
  }

  /** Whether a server can be secured with these. */
  public boolean forServer() {
    return certificate.isPresent();
  }

  private static ClientAuth clientAuth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none" -> ClientAuth.NONE;
      case "optional" -> ClientAuth.OPTIONAL;
      case "required" -> ClientAuth.REQUIRE;
      default ->
          throw new IllegalArgumentException(
              PREFIX + "client-auth is none, optional or required, not " + text);
    };
  }

  private static Optional<Path> path(PropertyResolver properties, String name) {
    return properties
        .getProperty(PREFIX + name, String.class)
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }
}
