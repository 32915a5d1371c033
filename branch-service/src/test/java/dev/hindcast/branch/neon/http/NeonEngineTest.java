package dev.hindcast.branch.neon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeonEngineTest {

  @Test
  void aConnectionUriIsReadWithItsPasswordDecoded() {
    var login =
        NeonEngine.parse(
            "postgresql://ops%40home:p%25%2B%2F%20x+y@ep-cool-1.eu-central-1.aws.neon.tech/ops?sslmode=require&channel_binding=require");
    assertThat(login.url())
        .isEqualTo(
            "jdbc:postgresql://ep-cool-1.eu-central-1.aws.neon.tech:5432/ops?sslmode=require");
    assertThat(login.user()).isEqualTo("ops@home");
    assertThat(login.password()).isEqualTo("p%+/ x+y");
    assertThat(login.toString()).doesNotContain("p%");
  }
}
