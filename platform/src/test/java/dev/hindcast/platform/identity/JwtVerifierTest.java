package dev.hindcast.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.hindcast.platform.identity.IdentityFileTest.MovableClock;
import io.micronaut.core.value.MapPropertyResolver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JwtVerifierTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final String ISSUER = "https://login.example";

  private final MovableClock clock = new MovableClock(START);
  private final ECKey first = key("one");
  private final ECKey second = key("two");
  private final Issuer issuer = new Issuer();
  private final Authenticator authenticator =
      Authenticator.of(new MapPropertyResolver(settings()), clock, Optional.of(issuer))
          .orElseThrow();

  /** An issuer that counts how often it is asked. */
  private final class Issuer implements KeySource {
    private JWKSet keys = new JWKSet(first.toPublicJWK());
    private boolean down;
    private int asked;

    @Override
    public JWKSet fetch() throws IOException {
      asked++;
      if (down) {
        throw new IOException("down");
      }
      return keys;
    }
  }

  private static Map<String, Object> settings() {
    return new HashMap<>(
        Map.of(
            "hindcast.auth.jwt.issuer", ISSUER,
            "hindcast.auth.jwt.audience", "hindcast",
            "hindcast.auth.jwt.algorithms", "ES256"));
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(List.of("other", "hindcast"))
        .subject("ada")
        .expirationTime(Date.from(clock.instant().plusSeconds(600)))
        .claim("hindcast_roles", List.of("viewer", "operator@payments"));
  }

  private static String signed(JWTClaimsSet.Builder claims, ECKey key) {
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
              claims.build());
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private Authentication ask(String token) {
    return authenticator.authenticate(Optional.of(token), Set.of());
  }

  private static Authentication refused(Refusal why) {
    return new Authentication.Refused(why);
  }

  @Test
  void aGoodTokenIsBelievedAndItsRolesAreRead() {
    var identity =
        new Identity(
            "ada", List.of(new Grant(Role.VIEWER, "*"), new Grant(Role.OPERATOR, "payments")));
    assertThat(ask(signed(claims(), first))).isEqualTo(new Authentication.Known(identity));
    assertThat(ask(signed(claims().claim("hindcast_roles", "viewer, operator@payments"), first)))
        .isEqualTo(new Authentication.Known(identity));
  }

  @Test
  void aTokenWithoutRolesIsKnownAndMayNothing() {
    assertThat(ask(signed(claims().claim("hindcast_roles", null), first)))
        .isEqualTo(new Authentication.Known(new Identity("ada", List.of())));
    assertThat(ask(signed(claims().claim("hindcast_roles", List.of("emperor")), first)))
        .isEqualTo(refused(Refusal.BAD_TOKEN));
  }

  @Test
  void everyClaimCounts() {
    assertThat(ask(signed(claims().issuer("https://evil.example"), first)))
        .isEqualTo(refused(Refusal.WRONG_ISSUER));
    assertThat(ask(signed(claims().audience("other"), first)))
        .isEqualTo(refused(Refusal.WRONG_AUDIENCE));
    assertThat(ask(signed(claims().subject(null), first))).isEqualTo(refused(Refusal.BAD_TOKEN));
    assertThat(ask(signed(claims().subject("a\nb"), first))).isEqualTo(refused(Refusal.BAD_TOKEN));
    assertThat(ask(signed(claims().expirationTime(null), first)))
        .isEqualTo(refused(Refusal.BAD_TOKEN));
    assertThat(ask(signed(claims().notBeforeTime(Date.from(START.plusSeconds(31))), first)))
        .isEqualTo(refused(Refusal.NOT_BEFORE));
    assertThat(ask(signed(claims().notBeforeTime(Date.from(START.plusSeconds(29))), first)))
        .isInstanceOf(Authentication.Known.class);
  }

  @Test
  void aTokenEndsAtItsExpiryAndTheSkew() {
    var token = signed(claims(), first);
    clock.tick(Duration.ofSeconds(629));
    assertThat(ask(token)).isInstanceOf(Authentication.Known.class);
    clock.tick(Duration.ofSeconds(1));
    assertThat(ask(token)).isEqualTo(refused(Refusal.EXPIRED_TOKEN));
  }

  @Test
  void signaturesOfOthersAndByOtherMeansAreRefused() throws JOSEException {
    var impostor = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    assertThat(ask(signed(claims(), impostor))).isEqualTo(refused(Refusal.BAD_SIGNATURE));
    assertThat(ask(new PlainJWT(claims().build()).serialize() + "x"))
        .isInstanceOf(Authentication.Refused.class);
    // The public key as a shared secret: the oldest trick.
    var confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
    confused.sign(
        new MACSigner(
            first.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(ask(confused.serialize())).isEqualTo(refused(Refusal.WRONG_ALGORITHM));
    var good = signed(claims(), first);
    var dot = good.lastIndexOf('.');
    var changed = good.charAt(dot - 5) == 'A' ? 'B' : 'A';
    assertThat(ask(good.substring(0, dot - 5) + changed + good.substring(dot - 4)))
        .isInstanceOf(Authentication.Refused.class);
  }

  @Test
  void aNewKeyIsFetchedOnceAndUnknownOnesNotWithoutEnd() {
    assertThat(ask(signed(claims(), first))).isInstanceOf(Authentication.Known.class);
    assertThat(issuer.asked).isEqualTo(1);
    issuer.keys = new JWKSet(List.of(first.toPublicJWK(), second.toPublicJWK()));
    assertThat(ask(signed(claims(), second)))
        .as("asked a moment ago")
        .isEqualTo(refused(Refusal.BAD_SIGNATURE));
    clock.tick(IssuerKeys.PAUSE);
    assertThat(ask(signed(claims(), second))).isInstanceOf(Authentication.Known.class);
    assertThat(issuer.asked).isEqualTo(2);
    for (var i = 0; i < 100; i++) {
      assertThat(ask(signed(claims(), key("unknown-" + i))))
          .isEqualTo(refused(Refusal.BAD_SIGNATURE));
    }
    assertThat(issuer.asked).isEqualTo(2);
  }

  @Test
  void aWithdrawnKeyGoesAndADeadIssuerIsOutlivedForADay() {
    assertThat(ask(signed(claims(), first))).isInstanceOf(Authentication.Known.class);
    issuer.down = true;
    clock.tick(IssuerKeys.AGE);
    assertThat(ask(signed(claims(), first))).isInstanceOf(Authentication.Known.class);
    clock.tick(IssuerKeys.LAST_AGE);
    assertThat(ask(signed(claims(), first)))
        .isEqualTo(new Authentication.Unsure("the token issuer"));
    issuer.down = false;
    issuer.keys = new JWKSet(second.toPublicJWK());
    clock.tick(IssuerKeys.PAUSE);
    assertThat(ask(signed(claims(), first))).isEqualTo(refused(Refusal.BAD_SIGNATURE));
    assertThat(ask(signed(claims(), second))).isInstanceOf(Authentication.Known.class);
  }

  @Test
  void unsafeSettingsAreRefused() {
    for (var bad :
        List.of(
            Map.of("hindcast.auth.jwt.algorithms", "HS256"),
            Map.of("hindcast.auth.jwt.algorithms", "RS256,none"),
            Map.of("hindcast.auth.jwt.audience", ""),
            Map.of("hindcast.auth.jwt.issuer", "http://login.example"),
            Map.of("hindcast.auth.jwt.jwks-url", "http://login.example/keys"),
            Map.of("hindcast.auth.jwt.clock-skew", Duration.ofHours(1)))) {
      var all = settings();
      all.putAll(bad);
      assertThatThrownBy(() -> JwtSettings.of(new MapPropertyResolver(all)))
          .as(bad.toString())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
