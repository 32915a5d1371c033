package dev.hindcast.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Believes tokens that the issuer signed for us. The signature is checked first, so that what a
 * refusal says about the rest is about a token that the issuer really made.
 *
 * <p>Thread-safe, blocking.
 */
final class JwtVerifier {
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final JwtSettings settings;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  JwtVerifier(JwtSettings settings, KeySource keys, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(settings.algorithms(), new IssuerKeys(keys, clock)));
    // The claims are checked below, by our clock and with a reason each.
    processor.setJWTClaimsSetVerifier((_, _) -> {});
  }

  /** Whether it looks like one: three parts, not yet read. */
  static boolean looksLikeJwt(String token) {
    return token.startsWith("eyJ") && token.chars().filter(c -> c == '.').count() == 2;
  }

  Authentication verify(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      if (!settings.algorithms().contains(jwt.getHeader().getAlgorithm())) {
        return new Authentication.Refused(Refusal.WRONG_ALGORITHM);
      }
      return judge(processor.process(jwt, null));
    } catch (RemoteKeySourceException e) {
      return new Authentication.Unsure("the token issuer");
    } catch (BadJWSException e) {
      return new Authentication.Refused(Refusal.BAD_SIGNATURE);
    } catch (BadJOSEException | JOSEException e) {
      // No key fits: of another issuer, or made up.
      return new Authentication.Refused(Refusal.BAD_SIGNATURE);
    } catch (ParseException e) {
      return new Authentication.Refused(Refusal.BAD_TOKEN);
    }
  }

  private Authentication judge(JWTClaimsSet claims) {
    var now = clock.instant();
    if (!settings.issuer().equals(claims.getIssuer())) {
      return new Authentication.Refused(Refusal.WRONG_ISSUER);
    }
    if (!claims.getAudience().contains(settings.audience())) {
      return new Authentication.Refused(Refusal.WRONG_AUDIENCE);
    }
    var expiry = instant(claims.getExpirationTime());
    if (expiry.isEmpty() || claims.getSubject() == null) {
      return new Authentication.Refused(Refusal.BAD_TOKEN);
    }
    if (!now.isBefore(expiry.get().plus(settings.skew()))) {
      return new Authentication.Refused(Refusal.EXPIRED_TOKEN);
    }
    if (instant(claims.getNotBeforeTime())
        .filter(start -> now.plus(settings.skew()).isBefore(start))
        .isPresent()) {
      return new Authentication.Refused(Refusal.NOT_BEFORE);
    }
    try {
      if (!SUBJECT.matcher(claims.getSubject()).matches()) {
        return new Authentication.Refused(Refusal.BAD_TOKEN);
      }
      return new Authentication.Known(new Identity(claims.getSubject(), grants(claims)));
    } catch (IllegalArgumentException | ParseException e) {
      return new Authentication.Refused(Refusal.BAD_TOKEN);
    }
  }

  private List<Grant> grants(JWTClaimsSet claims) throws ParseException {
    var claim = claims.getClaim(settings.rolesClaim());
    var texts =
        claim instanceof String text
            ? List.of(text.split(","))
            : Optional.ofNullable(claims.getStringListClaim(settings.rolesClaim()))
                .orElseGet(List::of);
    return texts.stream().map(String::strip).map(Grant::parse).distinct().toList();
  }

  private static Optional<Instant> instant(Date date) {
    return Optional.ofNullable(date).map(Date::toInstant);
  }
}
