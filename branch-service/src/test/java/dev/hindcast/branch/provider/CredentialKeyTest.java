package dev.hindcast.branch.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CredentialKeyTest {
  @Test
  void aPasswordIsTheHmacOfTheUidAndNothingElse() {
    var key = new CredentialKey("0123456789abcdef");
    assertThat(key.password("b1"))
        .isEqualTo("f1f57b1117a7abf4f43e7edeb6010b3e008b77ab495aa3f04ad1e6ebff00b980")
        .isEqualTo(new CredentialKey("0123456789abcdef").password("b1"))
        .isNotEqualTo(key.password("b2"))
        .isNotEqualTo(new CredentialKey("0123456789abcdeg").password("b1"));
  }

  @Test
  void aKeyIsLongAndNeverShown() {
    assertThatThrownBy(() -> new CredentialKey("0123456789abcde"))
        .hasMessageContaining("at least 16")
        .hasMessageNotContaining("0123456789");
    assertThat(new CredentialKey("0123456789abcdef").toString()).doesNotContain("0123");
  }
}
