package dev.hindcast.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  @TempDir Path folder;

  @Test
  void aFileIsReadAnewAndOnlyItsLastLineBreakIsDropped() throws IOException {
    var file = folder.resolve("password");
    var secret = Secret.of("file:" + file);
    Files.writeString(file, " pass word \n");
    assertThat(secret.read()).isEqualTo(" pass word ");
    Files.writeString(file, "next");
    assertThat(secret.read()).isEqualTo("next");
  }

  @Test
  void aVariableAndALiteral() {
    assertThat(Secret.of("env:PGPASSWORD", Map.of("PGPASSWORD", "hidden")::get).read())
        .isEqualTo("hidden");
    assertThat(Secret.of("just this").read()).isEqualTo("just this");
    assertThat(Secret.of("").read()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamedByItsPlace() throws IOException {
    var empty = folder.resolve("empty");
    Files.writeString(empty, "\n");
    assertThatThrownBy(() -> Secret.of("file:" + empty).read()).hasMessageContaining("empty");
    assertThatThrownBy(() -> Secret.of("file:/no/such/file").read())
        .hasMessageContaining("/no/such/file")
        .hasMessageContaining("NoSuchFile");
    assertThatThrownBy(() -> Secret.of("env:NOT_SET", _ -> null).read())
        .hasMessageContaining("env:NOT_SET");
  }

  @Test
  void itIsNeverShown() throws IOException {
    var file = folder.resolve("password");
    Files.writeString(file, "hidden");
    assertThat(Secret.of("hidden").toString()).doesNotContain("hidden");
    assertThat(Secret.of("file:" + file).toString()).contains("password").doesNotContain("hidden");
  }
}
