package dev.hindcast.worker.branch.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.policy.action.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonbValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-7",
        "999999999999999999",
        "-9223372036854775808",
        "12345678901234567890",
        "1.0",
        "-0.5",
        "\"\"",
        "\"plain é ü\"",
        "\"a \\\"quote\\\" and \\\\ and \\n\"",
        "[]",
        "{\"a\": [1, null]}"
      })
  void everyValueIsReadAsTheParserReadsIt(String json) {
    assertThat(parse(binary(json))).isEqualTo(JsonValues.parse(json));
  }

  @Test
  void aValueThatIsTooDeepIsRefused() {
    var deep = "[".repeat(JsonValues.MAX_DEPTH + 1) + "]".repeat(JsonValues.MAX_DEPTH + 1);
    assertThatThrownBy(() -> parse(binary(deep))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherFormIsNotTakenForAValue() {
    assertThatThrownBy(() -> parse("1 2".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalStateException.class);
  }

  // In the middle of a buffer that was longer before.
  private static Object parse(byte[] jsonb) {
    var buffer = Arrays.copyOf(jsonb, jsonb.length + 9);
    Arrays.fill(buffer, jsonb.length, buffer.length, (byte) '\\');
    return JsonbValues.parse(buffer, jsonb.length);
  }

  private static byte[] binary(String json) {
    return ("\u0001" + json).getBytes(StandardCharsets.UTF_8);
  }
}
