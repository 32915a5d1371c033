package dev.hindcast.ingest.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @Test
  void aValueStaysWhatItIs() {
    assertThat(JsonText.parse(" {\"a\" : [1, 2.50, -1e3, true, null, \"\\u00e9\\n😀\"]} "))
        .contains(new JsonText("{\"a\":[1,2.50,-1e3,true,null,\"é\\n😀\"]}", false));
    assertThat(JsonText.parse("12345678901234567890123"))
        .contains(new JsonText("12345678901234567890123", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\": 1", "[1] 2", "plain", "{'a': 1}", "NaN"})
  void whatIsNoJsonIsNone(String text) {
    assertThat(JsonText.parse(text)).isEmpty();
  }

  @Test
  void whatPostgresCannotHoldIsReplacedAndSaid() {
    assertThat(JsonText.parse("{\"\\u0000k\": \"a\\u0000\\ud800b\"}"))
        .contains(new JsonText("{\"\uFFFDk\":\"a\uFFFD\uFFFDb\"}", true));
    assertThat(JsonText.of(Map.of("k", List.of("\0"))))
        .isEqualTo(new JsonText("{\"k\":[\"\uFFFD\"]}", true));
    assertThat(JsonText.clean("a\udc00😀")).isEqualTo("a\uFFFD😀");
  }

  @Test
  void valuesAreWritten() {
    assertThat(JsonText.of(Arrays.asList("x", 1L, 2.5, true, null, Double.NaN)).text())
        .isEqualTo("[\"x\",1,2.5,true,null,\"NaN\"]");
  }

  @Test
  void keysAreInOrderOfHoursAndTellPartsApart() {
    var noon = Instant.parse("2026-01-01T12:30:00Z");
    var key = ActionKey.of(noon, "kind", "a", "bc");
    assertThat(key).isEqualTo(ActionKey.of(noon.plusSeconds(1799), "kind", "a", "bc"));
    assertThat(key).isNotEqualTo(ActionKey.of(noon, "kind", "ab", "c"));
    assertThat(key).isNotEqualTo(ActionKey.of(noon, "kinda", "bc"));
    assertThat(key).isLessThan(ActionKey.of(noon.plusSeconds(3600), "kind", "a", "bc"));
    assertThat(key.value().toString()).startsWith("%08x-".formatted(noon.getEpochSecond() / 3600));
    assertThat(ActionKey.beside(noon, "kind", "a")).isEmpty();
    var late = Instant.parse("2026-01-01T12:58:00Z");
    assertThat(ActionKey.beside(late, "kind", "a"))
        .contains(ActionKey.of(late.plusSeconds(180), "kind", "a"));
  }
}
