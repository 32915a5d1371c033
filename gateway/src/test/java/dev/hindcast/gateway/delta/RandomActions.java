package dev.hindcast.gateway.delta;

import java.util.List;
import java.util.random.RandomGenerator;

/** Recorded actions whose values are there, missing, null, of another type, at a boundary. */
final class RandomActions {
  private static final List<String> SCALARS =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "2.5",
          "0.1",
          "0.1000000000000000055511151231257827",
          "1.0",
          "500",
          "500.0",
          "499.99999999999999",
          "500.00000000000001",
          "9007199254740992",
          "9007199254740993",
          "9007199254740993.0",
          "9223372036854775807",
          "9223372036854775808",
          "1e20",
          "1e400",
          "-1e400",
          "1e-400",
          "5e-301",
          "true",
          "false",
          "null",
          "\"x\"",
          "\"xx\"",
          "\"X\"",
          "\"\"",
          "\"a'b\"",
          "\"\\\\\"",
          "\"$1 ? %_!\"",
          "\"kiss\"",
          "\"\\u212aiss\"",
          "\"ki\\u017f\\u017f\"",
          "\"KISS\"",
          "\"\\u00e9\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ue000\"",
          "\"rm -rf /\"",
          "\"RM -RF\"",
          "\"true\"",
          "\"1\"",
          "\"a.b\"",
          "\"x\\ny\"");

  private final RandomGenerator random;

  RandomActions(RandomGenerator random) {
    this.random = random;
  }

  String object(int depth) {
    if (random.nextInt(40) == 0) {
      return pick("[]", "\"text\"", "null", "3", "[\"a\"]");
    }
    var text = new StringBuilder("{");
    for (String key : List.of("a", "b", "c")) {
      if (random.nextInt(3) > 0) {
        text.append(text.length() == 1 ? "" : ",").append('"').append(key).append("\":");
        text.append(value(depth));
      }
    }
    return text.append('}').toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth == 0 ? 8 : 10)) {
      case 8 -> object(depth - 1);
      case 9 -> pick("[]", "[1]", "[\"a\", \"x\"]", "[{\"a\": 1}]", "[null]");
      default -> SCALARS.get(random.nextInt(SCALARS.size()));
    };
  }

  String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  int step() {
    return random.nextInt(4);
  }

  boolean rarely() {
    return random.nextInt(30) == 0;
  }
}
