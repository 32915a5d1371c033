package dev.hindcast.bench;

import dev.hindcast.policy.action.CanonicalJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of one run: a line each for people as they come, one JSON object at the end. */
final class Figures {
  private final PrintStream out;
  private final Map<String, Object> all = new LinkedHashMap<>();

  Figures(PrintStream out) {
    this.out = out;
  }

  /** Says something that is no figure. */
  void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  /** A time with its rate; the median counts. */
  Measured timed(String id, Measured measured) {
    out.println(measured.line());
    var range = measured.range();
    all.put(
        id,
        Map.of(
            "seconds", measured.median().toNanos() / 1e9,
            "least_seconds", range[0].toNanos() / 1e9,
            "most_seconds", range[1].toNanos() / 1e9,
            "runs", (long) measured.runs().length,
            "per_second", measured.perSecond()));
    return measured;
  }

  void number(String id, String what, double value, String unit) {
    say("%-34s %,10.2f %s", what, value, unit);
    all.put(id, value);
  }

  /** A figure with the goal that it should reach. */
  void atLeast(String id, String what, double value, double goal) {
    judged(id, what, value, goal, value >= goal, "at least");
  }

  /** A figure with the goal that it should stay below. */
  void atMost(String id, String what, double value, double goal) {
    judged(id, what, value, goal, value <= goal, "at most");
  }

  void absent(String id, String why) {
    say("%s: skipped, %s", id, why);
    all.put(id, why);
  }

  private void judged(
      String id, String what, double value, double goal, boolean reached, String word) {
    say(
        "  => %-29s %,10.2f    goal: %s %,.2f, %s",
        what, value, word, goal, reached ? "reached" : "MISSED");
    all.put(id, Map.of("value", value, "goal", goal, "reached", reached));
  }

  void write(Path file) throws IOException {
    Files.writeString(file, CanonicalJson.write(all) + "\n");
  }
}
