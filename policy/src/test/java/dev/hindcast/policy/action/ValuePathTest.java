package dev.hindcast.policy.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args",
        "args.body",
        "args.items[0].price",
        "args.items[*].note",
        "args[\"odd key\"].x"
      })
  void roundTrips(String text) {
    assertThat(ValuePath.parse(text)).hasToString(text);
  }

  @Property
  void anyKeyRoundTrips(@ForAll @StringLength(max = 20) String key) {
    ValuePath path = ValuePath.of("args").key(key).key("x");

    assertThat(ValuePath.parse(path.toString())).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "args.",
        "args..x",
        "args[",
        "args[]",
        "args[-1]",
        "args[0",
        "args x",
        "args[99999999999]"
      })
  void wrong(String text) {
    assertThatThrownBy(() -> ValuePath.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "args.a, args.a, true",
    "args.a, args.a.b, true",
    "args.a.b, args.a, true",
    "args, args.a, true",
    "args.a, args.b, false",
    "args.a, context.a, false",
    "args.a[0], args.a[1], false",
    "args.a[*].x, args.a[1], true",
    "args.a[*].x, args.a[1].y, false",
  })
  void overlap(String left, String right, boolean expected) {
    assertThat(ValuePath.parse(left).overlaps(ValuePath.parse(right))).isEqualTo(expected);
    assertThat(ValuePath.parse(right).overlaps(ValuePath.parse(left))).isEqualTo(expected);
  }

  @Test
  void steps() {
    assertThat(ValuePath.parse("args.items[2][*]['k']").steps())
        .isEqualTo(
            List.of(
                new ValuePath.Step.Key("items"),
                new ValuePath.Step.Index(2),
                ValuePath.ANY,
                new ValuePath.Step.Key("k")));
  }
}
