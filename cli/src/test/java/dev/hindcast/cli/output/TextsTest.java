package dev.hindcast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.replay.v1.ChangeKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void countsHaveSeparatorsAndNouns() {
    assertThat(Texts.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Texts.count(1, "workflow")).isEqualTo("1 workflow");
    assertThat(Texts.count(0, "workflow")).isEqualTo("0 workflows");
  }

  @Test
  void aShareIsNeverRoundedToAllOrNothing() {
    assertThat(Texts.percent(999_999, 1_000_000)).isEqualTo("99.9%");
    assertThat(Texts.percent(1, 1_000_000)).isEqualTo("<0.1%");
    assertThat(Texts.percent(5, 5)).isEqualTo("100%");
    assertThat(Texts.percent(0, 5)).isEqualTo("0.0%");
    assertThat(Texts.percent(0, 0)).isEqualTo("-");
  }

  @Test
  void durationsReadWell() {
    assertThat(Texts.duration(Duration.ofMillis(41))).isEqualTo("41 ms");
    assertThat(Texts.duration(Duration.ofMillis(3_240))).isEqualTo("3.2 s");
    assertThat(Texts.duration(Duration.ofSeconds(310))).isEqualTo("5 m 10 s");
    assertThat(Texts.duration(Duration.ofHours(50))).isEqualTo("2 d 2 h");
  }

  @Test
  void enumsBecomeWords() {
    assertThat(Texts.words(ChangeKind.CHANGE_KIND_NEWLY_DENIED, "CHANGE_KIND_"))
        .isEqualTo("newly denied");
  }

  @Test
  void tablesAlign() {
    assertThat(new Table("  ", "NAME", ">COUNT").row("a", "1,000").row("long name", "2").lines())
        .containsExactly("  NAME       COUNT", "  a          1,000", "  long name      2");
  }
}
