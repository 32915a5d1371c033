package dev.hindcast.platform.identity;

import io.micronaut.core.value.PropertyResolver;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Tells who a caller is, by bearer token or by client certificate. Thread-safe, blocking. */
public final class Authenticator {
  /** The setting that names the identity file. */
  public static final String IDENTITY_FILE = "hindcast.auth.identity-file";

  private final Optional<IdentityFile> file;
  private final Optional<JwtVerifier> jwt;

  private Authenticator(Optional<IdentityFile> file, Optional<JwtVerifier> jwt) {
    this.file = file;
    this.jwt = jwt;
  }

  /**
   * As the settings {@code hindcast.auth.*} say.
   *
   * @return empty if there are none: nobody is asked who they are
   * @throws IllegalArgumentException for settings that cannot be used
   */
  public static Optional<Authenticator> of(PropertyResolver properties, InstantSource clock) {
    return of(properties, clock, Optional.empty());
  }

  static Optional<Authenticator> of(
      PropertyResolver properties, InstantSource clock, Optional<KeySource> keys) {
    var file =
        properties
            .getProperty(IDENTITY_FILE, String.class)
            .filter(path -> !path.isBlank())
            .map(path -> IdentityFile.open(Path.of(path), clock));
    var jwt =
        JwtSettings.of(properties)
            .map(
                settings ->
                    new JwtVerifier(
                        settings, keys.orElseGet(() -> new HttpKeySource(settings)), clock));
    return file.isEmpty() && jwt.isEmpty()
        ? Optional.empty()
        : Optional.of(new Authenticator(file, jwt));
  }

  /**
   * The caller.
   *
   * @param token that came with the call; one that is refused is not made good by a certificate
   * @param certificateNames of the client's verified certificate, as {@code dns:…}, {@code uri:…},
   *     {@code cn:…}; empty if it showed none
   */
  public Authentication authenticate(Optional<String> token, Set<String> certificateNames) {
    if (token.isPresent()) {
      return byToken(token.get());
    }
    return file.flatMap(known -> known.byCertificate(certificateNames))
        .<Authentication>map(Authentication.Known::new)
        .orElse(new Authentication.Refused(Refusal.NO_TOKEN));
  }

  private Authentication byToken(String token) {
    if (jwt.isPresent() && JwtVerifier.looksLikeJwt(token)) {
      return jwt.get().verify(token);
    }
    return file.map(known -> known.byToken(token))
        .orElse(new Authentication.Refused(Refusal.UNKNOWN_TOKEN));
  }
}
