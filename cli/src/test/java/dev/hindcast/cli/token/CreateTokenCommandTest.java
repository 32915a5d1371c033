package dev.hindcast.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.CommandRun;
import dev.hindcast.platform.identity.IdentityFile;
import dev.hindcast.platform.identity.StaticToken;
import org.junit.jupiter.api.Test;

class CreateTokenCommandTest {
  @Test
  void theTokenIsPrintedOnceAndTheLineHasOnlyItsHash() {
    var run =
        CommandRun.of(
            "token", "create", "ci", "--role", "author,operator@payments", "--ttl", "90d");
    assertThat(run.exit()).isZero();
    var token = run.out().strip();
    assertThat(token).startsWith("hct_").hasSize(47);
    assertThat(run.err()).doesNotContain(token);
    var line = run.err().lines().filter(l -> l.startsWith("sha256:")).findFirst().orElseThrow();
    assertThat(line)
        .startsWith(StaticToken.fingerprint(token) + " ci author,operator@payments expires=");
    assertThat(IdentityFile.isLine(line)).isTrue();
    assertThat(CommandRun.of("token", "create", "ci", "--role", "viewer").out().strip())
        .isNotEqualTo(token);
  }

  @Test
  void whatTheFileWouldNotTakeIsNotMade() {
    assertThat(CommandRun.of("token", "create", "ci", "--role", "emperor").exit()).isEqualTo(2);
    assertThat(CommandRun.of("token", "create", "c i", "--role", "viewer").exit()).isEqualTo(2);
    assertThat(CommandRun.of("token", "create", "ci").exit()).isEqualTo(2);
  }
}
