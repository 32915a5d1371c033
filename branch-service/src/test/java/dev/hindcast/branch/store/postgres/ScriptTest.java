package dev.hindcast.branch.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.overlay.postgres.OverlayProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private final Script close = Script.read(OverlayProvider.class, "close.sql");

  @Test
  void valuesTakeTheirPlaces() {
    assertThat(close.with(Map.of("fork", "hindcast_b_1")))
        .contains("fork CONSTANT name := 'hindcast_b_1'")
        .doesNotContain("${");
  }

  @Test
  void aValueThatCouldEndItsLiteralIsRefused() {
    for (var value : new String[] {"a'b", "a\\b", "a;b", "a\nb"}) {
      assertThatThrownBy(() -> close.with(Map.of("fork", value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(value);
    }
    assertThatThrownBy(() -> close.with(Map.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
