package dev.hindcast.platform.identity;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JWSAlgorithm;
import io.micronaut.core.value.PropertyResolver;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code hindcast.auth.jwt.*}: tokens of an OpenID Connect issuer.
 *
 * @param issuer {@code issuer}: exactly as tokens have it in {@code iss}
 * @param audience {@code audience}: must be among a token's {@code aud}
 * @param keys {@code jwks-url}: where the issuer's public keys are; empty: where the issuer's
 *     discovery document says. Over https, or on loopback
 * @param algorithms {@code algorithms}: signatures that are accepted, asymmetric ones only; RS256,
 *     PS256 and ES256
 * @param rolesClaim {@code roles-claim}: the claim with the roles, a list of {@code role} or {@code
 *     role@store} or one text of them with commas; {@code hindcast_roles}
 * @param skew {@code clock-skew}: how far the issuer's clock may be from ours; 30 seconds
 */
public record JwtSettings(
    String issuer,
    String audience,
    Optional<URI> keys,
    Set<JWSAlgorithm> algorithms,
    String rolesClaim,
    Duration skew) {
  private static final String PREFIX = "hindcast.auth.jwt.";
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final String DEFAULT_ALGORITHMS = "RS256,PS256,ES256";

  public JwtSettings {
    requireNonNull(issuer);
    requireNonNull(audience);
    requireNonNull(rolesClaim);
    algorithms = Set.copyOf(algorithms);
    // A shared key would let whoever verifies tokens make them; and `none` is nobody's signature.
    if (algorithms.isEmpty() || !JWSAlgorithm.Family.SIGNATURE.containsAll(algorithms)) {
      throw new IllegalArgumentException(
          PREFIX + "algorithms must be signatures by a private key, as RS256, PS256 or ES256");
    }
    if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
      throw new IllegalArgumentException(PREFIX + "clock-skew is from 0s to 5m");
    }
    Stream.concat(Stream.of(URI.create(issuer)), keys.stream()).forEach(JwtSettings::requireSafe);
  }

  /** The settings, empty without an issuer. */
  public static Optional<JwtSettings> of(PropertyResolver properties) {
    return text(properties, "issuer")
        .map(
            issuer ->
                new JwtSettings(
                    issuer,
                    text(properties, "audience")
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    PREFIX
                                        + "audience is needed beside the issuer: else tokens"
                                        + " for any other program would do")),
                    text(properties, "jwks-url").map(URI::create),
                    Stream.of(text(properties, "algorithms").orElse(DEFAULT_ALGORITHMS).split(","))
                        .map(String::strip)
                        .map(JWSAlgorithm::parse)
                        .collect(Collectors.toSet()),
                    text(properties, "roles-claim").orElse("hindcast_roles"),
                    properties
                        .getProperty(PREFIX + "clock-skew", Duration.class)
                        .orElse(Duration.ofSeconds(30))));
  }

  /** Where the discovery document of the issuer is. */
  URI discovery() {
    return URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  static void requireSafe(URI uri) {
    var loopback =
        uri.getHost() != null && List.of("127.0.0.1", "[::1]", "localhost").contains(uri.getHost());
    if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback)) {
      throw new IllegalArgumentException(
          PREFIX + "issuer and jwks-url must be https: whoever can change the keys can be anybody");
    }
  }

  private static Optional<String> text(PropertyResolver properties, String name) {
    return properties.getProperty(PREFIX + name, String.class).filter(text -> !text.isBlank());
  }
}
