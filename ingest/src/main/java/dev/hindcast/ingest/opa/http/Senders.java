package dev.hindcast.ingest.opa.http;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.identity.Authentication;
import dev.hindcast.platform.identity.Authenticator;
import dev.hindcast.platform.identity.Caller;
import dev.hindcast.platform.identity.CertificateNames;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends: the same tokens, certificates and roles as of every other port.
 *
 * @param authenticator empty: nobody is asked
 */
record Senders(Optional<Authenticator> authenticator) {
  private static final String SCHEME = "bearer ";

  Senders {
    requireNonNull(authenticator);
  }

  /**
   * The caller of a request.
   *
   * @throws FailureException if its credential is not believed, or nobody can tell
   */
  Caller of(HttpExchange exchange) {
    if (authenticator.isEmpty()) {
      return Caller.UNKNOWN;
    }
    var names =
        exchange instanceof HttpsExchange https
            ? CertificateNames.of(https.getSSLSession())
            : Set.<String>of();
    return switch (authenticator.get().authenticate(token(exchange), names)) {
      case Authentication.Known(var identity) -> new Caller(Optional.of(identity), "");
      case Authentication.Refused(var why) ->
          throw new FailureException(
              new Failure.Unauthenticated(why.name().toLowerCase(Locale.ROOT), why.text()));
      case Authentication.Unsure(var dependency) ->
          throw new FailureException(new Failure.DependencyUnavailable(dependency));
    };
  }

  private static Optional<String> token(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .map(
            value ->
                value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? value.substring(SCHEME.length()).strip()
                    : "");
  }
}
