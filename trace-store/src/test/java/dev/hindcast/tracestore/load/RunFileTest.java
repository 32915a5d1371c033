package dev.hindcast.tracestore.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunFileTest {
  @Test
  void takesOutNulButNotWhatOnlyLooksLikeIt() {
    assertThat(RunFile.withoutNul("a\\u0000b")).isEqualTo("ab");
    assertThat(RunFile.withoutNul("a\\\\u0000b")).isEqualTo("a\\\\u0000b");
    assertThat(RunFile.withoutNul("a\\\\\\u0000b\\n")).isEqualTo("a\\\\b\\n");
  }
}
