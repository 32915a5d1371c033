package dev.hindcast.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names keep the rules, the code records every one of them, and the guide has them all. */
class MetricTest {
  private static final Path ROOT = Path.of("..");
  private static final Path GUIDE = ROOT.resolve("docs").resolve("telemetry.md");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- /metrics -->";
  private static final Pattern USE = Pattern.compile("\\bMetric\\.([A-Z_]+)\\b");
  private static final Set<String> UNBOUNDED =
      Set.of("replay", "workflow", "branch", "caller", "subject", "rule", "action", "tool");

  @Test
  void everyMetricIsRecordedByTheCode() throws IOException {
    var used = EnumSet.noneOf(Metric.class);
    try (var files = Files.walk(ROOT, 20)) {
      files
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> file.toString().endsWith(".java"))
          .map(MetricTest::text)
          .filter(text -> text.contains("import dev.hindcast.platform.telemetry.Metric;"))
          .flatMap(text -> USE.matcher(text).results())
          .map(match -> match.group(1))
          .flatMap(name -> Stream.of(Metric.values()).filter(metric -> metric.name().equals(name)))
          .forEach(used::add);
    }
    assertThat(used).containsExactlyInAnyOrder(Metric.values());
  }

  @Test
  void namesUnitsAndHelpKeepTheRules() {
    var names = new HashSet<String>();
    for (var metric : Metric.values()) {
      assertThat(names.add(metric.id())).as(metric + " has a name of its own").isTrue();
      assertThat(metric.id())
          .as("%s", metric)
          .matches("(hindcast|db\\.client\\.connection)(\\.[a-z][a-z_]*)+")
          .doesNotEndWith(".total");
      assertThat(metric.unit()).as("%s", metric).matches("s|By|\\{[a-z]+}");
      assertThat(metric.prometheusName()).as("%s", metric).matches("[a-z][a-z_]+");
      assertThat(metric.help())
          .as("%s says what it is, and in a second sentence what a bad value means", metric)
          .matches("(?s)[A-Z].{10,}[.] .{15,}[.]");
      assertThat(metric.attributes()).as("%s", metric).doesNotContainAnyElementsOf(UNBOUNDED);
    }
  }

  @Test
  void theGuidesTableIsWhatTheCodeSays() throws IOException {
    var guide = Files.readString(GUIDE);
    var begin = guide.indexOf(BEGIN) + BEGIN.length();
    var end = guide.indexOf(END);
    var table = table();
    if (Boolean.getBoolean("hindcast.write-docs")) {
      Files.writeString(GUIDE, guide.substring(0, begin) + table + guide.substring(end));
    } else {
      assertThat(guide.substring(begin, end))
          .as("docs/telemetry.md is old: run this test with -Dhindcast.write-docs=true")
          .isEqualTo(table);
    }
  }

  private static String table() {
    var text = new StringBuilder();
    text.append("| metric | in Prometheus | attributes | what it says |\n|---|---|---|---|\n");
    for (var metric : Metric.values()) {
      text.append(
          "| `%s`<br>%s, %s | `%s` | %s | %s |\n"
              .formatted(
                  metric.id(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.unit(),
                  metric.prometheusName(),
                  metric.attributes().stream()
                      .map(name -> "`" + Metric.prometheus(name) + "`")
                      .collect(Collectors.joining(" ")),
                  metric.help()));
    }
    return text.toString();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
