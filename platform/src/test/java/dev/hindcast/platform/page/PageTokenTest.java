package dev.hindcast.platform.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.FailureException;
import org.junit.jupiter.api.Test;

class PageTokenTest {
  @Test
  void comesBackForTheSameRequest() {
    var token = new PageToken("42:x").encode("bundles/-");
    assertThat(PageToken.decode(token, "bundles/-")).isEqualTo(new PageToken("42:x"));
    assertThat(PageToken.decode("", "bundles/-").isFirst()).isTrue();
  }

  @Test
  void isRefusedForAnotherRequestAndWhenMalformed() {
    var token = new PageToken("42").encode("bundles/-");
    assertThatThrownBy(() -> PageToken.decode(token, "bundles/guard"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("another request");
    assertThatThrownBy(() -> PageToken.decode("???", "bundles/-"))
        .hasMessageContaining("malformed");
    assertThatThrownBy(() -> PageToken.decode("YWJj", "bundles/-"))
        .hasMessageContaining("malformed");
  }

  @Test
  void sizeHasADefaultAndAMaximum() {
    assertThat(PageToken.size(0)).isEqualTo(50);
    assertThat(PageToken.size(7)).isEqualTo(7);
    assertThat(PageToken.size(100_000)).isEqualTo(1000);
  }
}
