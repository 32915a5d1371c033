package dev.hindcast.policy.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  @Test
  void javaForms() {
    assertThat(
            JsonValues.parse(
                "[1, 1.0, -9223372036854775808, 9223372036854775808, true, null, \"x\", {}]"))
        .isEqualTo(Arrays.asList(1L, 1.0, Long.MIN_VALUE, 0x1p63, true, null, "x", Map.of()));
  }

  @Test
  void everyNumberIsFinite() {
    assertThat(JsonValues.parse("[1e999, -1e999, 1" + "0".repeat(400) + "]"))
        .isEqualTo(List.of(Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE));
  }

  @Test
  void valuesCannotBeChanged() {
    List<?> list = (List<?>) JsonValues.parse("[{}]");

    assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,]", "1 2", "{\"a\"}", "nul", "NaN"})
  void malformed(String json) {
    assertThatThrownBy(() -> JsonValues.parse(json)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> JsonValues.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1                        | 1.0                     | true
          {"a": 1, "b": [2.0]}     | {"b": [2], "a": 1.0}    | true
          9007199254740993         | 9007199254740992.0      | false
          9007199254740992         | 9007199254740992.0      | true
          123456789012345680       | 1.2345678901234568e17   | true
          9223372036854775807      | 9223372036854775808     | false
          -9223372036854775808     | -9223372036854775808.0  | true
          1152921504606846976      | 1.152921504606846976e18 | true
          1                        | "1"                     | false
          null                     | {}                      | false
          {"a": null}              | {"b": null}             | false
          [1, 2]                   | [2, 1]                  | false
          """)
  void equality(String left, String right, boolean expected) {
    Object a = JsonValues.parse(left);
    Object b = JsonValues.parse(right);

    assertThat(JsonValues.equal(a, b)).isEqualTo(expected);
    assertThat(JsonValues.equal(b, a)).isEqualTo(expected);
    assertThat(CanonicalJson.write(a).equals(CanonicalJson.write(b))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"b": 1.50, "a": [true, null]}  | {"a":[true,null],"b":1.5}
          1e21                            | 1e+21
          1e20                            | 100000000000000000000
          123456789012345680000           | 123456789012345680000
          0.000001                        | 0.000001
          1e-7                            | 1e-7
          -1.25e-9                        | -1.25e-9
          -0.0                            | 0
          5e-324                          | 5e-324
          1.7976931348623157e308          | 1.7976931348623157e+308
          9007199254740993                | 9007199254740993
          "\\u0007\\n\\u20ac\\"\\\\/"     | "\\u0007\\n€\\"\\\\/"
          """)
  void canonicalText(String json, String canonical) {
    assertThat(CanonicalJson.write(JsonValues.parse(json))).isEqualTo(canonical);
  }

  @Property
  void canonicalDoublesReadBack(@ForAll double number) {
    if (Double.isFinite(number)) {
      assertThat(Double.parseDouble(CanonicalJson.write(number)))
          .isEqualTo(number == 0 ? 0.0 : number);
    }
  }
}
