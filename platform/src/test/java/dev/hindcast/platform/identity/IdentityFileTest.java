package dev.hindcast.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  @TempDir Path folder;
  private final MovableClock clock = new MovableClock(START);
  private final String token = StaticToken.create(new SecureRandom());

  private Path write(String... lines) throws IOException {
    return Files.write(folder.resolve("identities"), java.util.List.of(lines));
  }

  private String line(String rest) {
    return StaticToken.fingerprint(token) + " " + rest;
  }

  @Test
  void aTokenIsKnownByItsHash() throws IOException {
    var file =
        IdentityFile.open(write("# people", "", line("ada author,operator@payments")), clock);
    assertThat(file.byToken(token))
        .isEqualTo(
            new Authentication.Known(
                new Identity(
                    "ada",
                    java.util.List.of(
                        new Grant(Role.AUTHOR, "*"), new Grant(Role.OPERATOR, "payments")))));
    assertThat(file.byToken(token + "x"))
        .isEqualTo(new Authentication.Refused(Refusal.UNKNOWN_TOKEN));
    assertThat(file.byToken("")).isEqualTo(new Authentication.Refused(Refusal.UNKNOWN_TOKEN));
    assertThat(Files.readString(folder.resolve("identities"))).doesNotContain(token);
  }

  @Test
  void aTokenEndsAtItsExpiry() throws IOException {
    var file = IdentityFile.open(write(line("ada viewer expires=2026-11-23T01:00:00Z")), clock);
    assertThat(file.byToken(token)).isInstanceOf(Authentication.Known.class);
    clock.tick(Duration.ofHours(1));
    assertThat(file.byToken(token)).isEqualTo(new Authentication.Refused(Refusal.EXPIRED_TOKEN));
  }

  @Test
  void aLineThatIsTakenOutEndsWithinASecond() throws IOException {
    var file = IdentityFile.open(write(line("ada viewer")), clock);
    var _ = write("# nobody");
    assertThat(file.byToken(token)).as("not yet looked").isInstanceOf(Authentication.Known.class);
    clock.tick(Duration.ofSeconds(1));
    assertThat(file.byToken(token)).isEqualTo(new Authentication.Refused(Refusal.UNKNOWN_TOKEN));
  }

  @Test
  void aBrokenFileChangesNothingAndNeverOpensTheDoor() throws IOException {
    var file = IdentityFile.open(write(line("ada viewer")), clock);
    var _ = write(line("ada viewer"), "sha256:beef eve admin");
    clock.tick(Duration.ofSeconds(1));
    assertThat(file.byToken(token)).isInstanceOf(Authentication.Known.class);
    assertThat(file.byToken("beef")).isInstanceOf(Authentication.Refused.class);
  }

  @Test
  void namesInCertificates() throws IOException {
    var file =
        IdentityFile.open(write("dns:keda.example keda viewer", "cn:gateway gw service"), clock);
    assertThat(file.byCertificate(Set.of("dns:keda.example", "cn:x")).orElseThrow().subject())
        .isEqualTo("keda");
    assertThat(file.byCertificate(Set.of("cn:gateway")).orElseThrow().isService()).isTrue();
    assertThat(file.byCertificate(Set.of("dns:gateway"))).isEmpty();
    assertThat(file.byCertificate(Set.of())).isEmpty();
  }

  @Test
  void aBadLineIsNamedByItsNumberAndNotRepeated() throws IOException {
    for (var bad :
        java.util.List.of(
            token + " ada viewer",
            line("ada"),
            line("ada " + token),
            line("ada viewer@" + token.toUpperCase(java.util.Locale.ROOT)),
            line("ada viewer expires=tomorrow"))) {
      var path = write("# first", bad);
      assertThatThrownBy(() -> IdentityFile.open(path, clock))
          .as(bad)
          .hasMessageContaining("identities:2:")
          .satisfies(
              e ->
                  assertThat(e.getMessage().toLowerCase(java.util.Locale.ROOT))
                      .doesNotContain(token.toLowerCase(java.util.Locale.ROOT)));
    }
  }

  @Test
  void grantsCoverTheirStore() {
    var some = new Identity("ada", Grant.parseAll("operator@a, viewer"));
    assertThat(some.has(Set.of(Role.OPERATOR), "a")).isTrue();
    assertThat(some.has(Set.of(Role.OPERATOR), "b")).isFalse();
    assertThat(some.has(Set.of(Role.OPERATOR), "*")).isFalse();
    assertThat(some.has(Set.of(Role.VIEWER), "*")).isTrue();
    assertThat(some.hasAnywhere(Set.of(Role.OPERATOR))).isTrue();
    assertThat(some.hasAnywhere(Set.of(Role.ADMIN))).isFalse();
  }

  /** A clock that stands still until it is moved. */
  static final class MovableClock extends Clock {
    private volatile Instant now;

    MovableClock(Instant now) {
      this.now = now;
    }

    void tick(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return Clock.fixed(now, zone);
    }
  }
}
