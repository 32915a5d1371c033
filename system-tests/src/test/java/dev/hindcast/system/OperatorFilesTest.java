package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.platform.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dashboards and alerts ask only for what there is, and have what Grafana and an operator need. */
class OperatorFilesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path GRAFANA = ROOT.resolve("deploy/compose/grafana");
  private static final Path ALERTS = ROOT.resolve("deploy/helm/hindcast/alerts.yaml");
  private static final Path GUIDE = ROOT.resolve("docs/telemetry.md");
  private static final int COLUMNS = 24;

  @Test
  void dashboardsAskForWhatThereIs() {
    for (var dashboard : dashboards()) {
      for (var expression : expressions(dashboard)) {
        assertAsksForWhatThereIs(dashboard.path("title").asText(), expression);
      }
    }
  }

  @Test
  void everyMetricIsOnADashboard() {
    var shown =
        dashboards().stream()
            .flatMap(dashboard -> expressions(dashboard).stream())
            .flatMap(expression -> ScrapedNames.in(expression).stream())
            .map(selector -> base(selector.name()))
            .collect(Collectors.toSet());
    var names = Stream.of(Metric.values()).map(Metric::prometheusName).map(OperatorFilesTest::base);
    assertThat(shown).containsAll(names.toList());
  }

  /** Without what a histogram's samples end with; a gauge may end so too. */
  private static String base(String name) {
    return name.replaceAll("_(bucket|count|sum)$", "");
  }

  @Test
  void dashboardsHaveWhatGrafanaNeeds() {
    var sources =
        list(yaml(GRAFANA.resolve("provisioning/datasources/hindcast.yaml")), "datasources")
            .stream()
            .map(source -> source.get("uid"))
            .toList();
    var uids = new HashSet<String>();
    assertThat(dashboards()).hasSizeGreaterThanOrEqualTo(3);
    for (var dashboard : dashboards()) {
      var title = dashboard.path("title").asText();
      assertThat(title).startsWith("Hindcast: ");
      assertThat(uids.add(dashboard.path("uid").asText())).as(title).isTrue();
      assertThat(dashboard.path("uid").asText()).as(title).matches("[a-z-]{1,40}");
      assertThat(dashboard.path("schemaVersion").asInt()).as(title).isGreaterThanOrEqualTo(36);
      assertThat(dashboard.path("time").path("from").asText()).as(title).isNotBlank();
      assertThat(dashboard.has("id")).as(title + " gets its id from Grafana").isFalse();
      assertPanels(title, dashboard.path("panels"), sources);
    }
  }

  private static void assertPanels(String title, JsonNode panels, List<Object> sources) {
    var ids = new HashSet<Integer>();
    var taken = new HashSet<String>();
    assertThat(panels).as(title).isNotEmpty();
    for (var panel : panels) {
      var name = title + ", " + panel.path("title").asText();
      assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
      assertPlace(name, panel.path("gridPos"), taken);
      if (panel.path("type").asText().equals("row")) {
        continue;
      }
      assertThat(panel.path("description").asText()).as(name).isNotBlank();
      assertThat(panel.path("datasource").path("uid").asText()).as(name).isIn(sources);
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
          .as(name)
          .isNotBlank();
      assertThat(panel.path("targets")).as(name).isNotEmpty();
      var letters = new HashSet<String>();
      for (var target : panel.path("targets")) {
        assertThat(letters.add(target.path("refId").asText())).as(name).isTrue();
        assertThat(target.path("expr").asText()).as(name).isNotBlank();
      }
    }
  }

  private static void assertPlace(String name, JsonNode place, HashSet<String> taken) {
    var x = place.path("x").asInt();
    assertThat(x + place.path("w").asInt()).as(name).isBetween(1, COLUMNS);
    for (int column = x; column < x + place.path("w").asInt(); column++) {
      for (int row = 0; row < place.path("h").asInt(); row++) {
        assertThat(taken.add(column + "/" + (place.path("y").asInt() + row)))
            .as(name + " covers another panel")
            .isTrue();
      }
    }
  }

  @Test
  void alertsAskForWhatThereIsAndSayWhatToDo() throws IOException {
    var guide = Files.readString(GUIDE);
    var alerts = alerts();
    assertThat(alerts).isNotEmpty();
    for (var alert : alerts) {
      var name = (String) alert.get("alert");
      assertAsksForWhatThereIs(name, (String) alert.get("expr"));
      assertThat(map(alert, "labels").get("severity")).as(name).isIn("warning", "critical");
      var notes = map(alert, "annotations");
      assertThat((String) notes.get("summary")).as(name).isNotBlank();
      assertThat((String) notes.get("description")).as(name).hasSizeGreaterThan(40);
      assertThat((String) notes.get("runbook")).isEqualTo("docs/telemetry.md#" + anchor(name));
      assertThat(guide)
          .as(name + " has its paragraph, with the condition as it is")
          .contains("\n### " + name + "\n")
          .contains(":* `" + alert.get("expr") + "`\n");
    }
  }

  @Test
  void theGuideHasNoAlertThatThereIsNot() throws IOException {
    var headings =
        Files.readString(GUIDE)
            .lines()
            .filter(line -> line.startsWith("### Hindcast"))
            .map(line -> line.substring("### ".length()))
            .toList();
    assertThat(headings)
        .containsExactlyElementsOf(
            alerts().stream().map(alert -> (String) alert.get("alert")).toList());
  }

  @Test
  void everyServiceOfComposeThatOpensTheStoreOpensTheOneOfTheSettings() throws IOException {
    for (var file : List.of("docker-compose.yml", "deploy/compose/ingest.yml")) {
      var lines = Files.readString(ROOT.resolve(file)).lines().toList();
      assertThat(lines.stream().filter(line -> line.contains("5432/traces")))
          .as(file)
          .isNotEmpty()
          .allMatch(
              line ->
                  line.contains("${HINDCAST_STORE_URL:-jdbc:postgresql://postgres:5432/traces}"));
      assertThat(lines.stream().filter(line -> line.contains("hindcast_store")))
          .as(file)
          .isNotEmpty()
          .allMatch(line -> line.contains("${HINDCAST_STORE_USER:-hindcast_store}"));
    }
  }

  private static String anchor(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static void assertAsksForWhatThereIs(String where, String expression) {
    var known = ScrapedNames.all();
    var selectors = ScrapedNames.in(expression);
    assertThat(selectors).as(where + ": " + expression).isNotEmpty();
    for (var selector : selectors) {
      assertThat(known).as(where + ": " + expression).containsKey(selector.name());
      assertThat(known.get(selector.name()))
          .as(where + ": " + expression)
          .containsAll(selector.labels());
    }
  }

  private static List<Map<String, Object>> alerts() {
    return list(yaml(ALERTS), "groups").stream()
        .flatMap(group -> list(group, "rules").stream())
        .toList();
  }

  private static List<String> expressions(JsonNode dashboard) {
    return dashboard.path("panels").findValuesAsText("expr");
  }

  private static List<JsonNode> dashboards() {
    var mapper = new ObjectMapper();
    var dashboards = new ArrayList<JsonNode>();
    try (var files = Files.list(GRAFANA.resolve("dashboards"))) {
      for (var file : files.sorted().toList()) {
        dashboards.add(mapper.readTree(file.toFile()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return dashboards;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> yaml(Path file) {
    try {
      return (Map<String, Object>)
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> of, String key) {
    return (List<Map<String, Object>>) of.get(key);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> of, String key) {
    return (Map<String, Object>) of.get(key);
  }
}
