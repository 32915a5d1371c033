package dev.hindcast.branch.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  @TempDir private Path folder;

  @Test
  void aSecretThatIsReplacedIsTakenUp() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "first\n");
    var secret = SecretReference.of(options(Map.of("token-file", file.toString())), "token");
    assertThat(secret.read()).isEqualTo("first");
    Files.writeString(file, "second\n");
    assertThat(secret.read()).isEqualTo("second");
    assertThat(secret.toString()).doesNotContain("second").contains("token");
    Files.writeString(file, " \n");
    assertThatThrownBy(secret::read).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void exactlyOnePlaceIsNamed() {
    assertThatThrownBy(() -> SecretReference.of(options(Map.of()), "token"))
        .hasMessageContaining("hindcast.branch.stores.ops.options");
    assertThatThrownBy(
            () -> SecretReference.of(options(Map.of("token-file", "a", "token-env", "B")), "token"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMisspeltOptionIsRefused() {
    assertThatThrownBy(() -> options(Map.of("tokenfile", "a")))
        .hasMessageContaining("there is no option tokenfile of neon");
  }

  private static EngineOptions options(Map<String, String> options) {
    var database = new DatabaseSettings("jdbc:postgresql://db/ops", "service", "", 1);
    return new EngineOptions(
        new TraceStore("ops", "neon", database, options), Set.of("token-file", "token-env"));
  }
}
