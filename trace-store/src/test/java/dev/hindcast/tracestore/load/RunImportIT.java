package dev.hindcast.tracestore.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.tracestore.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunImportIT {
  private final DatabaseSettings store = Stores.empty();
  @TempDir private Path folder;

  @Test
  void loadsGzipAndPlainInOrderWithAssignedTimes() throws IOException {
    var plain = plain("a.jsonl", call("w1", 0, "{\"n\":1}"), call("w1", 1, "{\"n\":2}"));
    var gzipped = gzip("b.jsonl.gz", call("w2", 0, "{\"n\":3}"), call("w2", 1, "null"));
    var summary = load(List.of(plain, gzipped), List.of());

    assertThat(summary.actions()).isEqualTo(4);
    assertThat(summary.malformed()).isZero();
    assertThat(
            Stores.texts(
                store, "SELECT workflow_id || step FROM hindcast.action ORDER BY action_id"))
        .containsExactly("w10", "w11", "w20", "w21");
    assertThat(
            Stores.texts(
                store,
                "SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM hindcast.action ORDER BY action_id"))
        .containsExactly(
            "2025-01-01 00:00:00",
            "2025-01-01 00:00:01",
            "2025-01-01 00:00:02",
            "2025-01-01 00:00:03");
    assertThat(Stores.number(store, "SELECT count(*) FROM hindcast.action WHERE arguments IS NULL"))
        .isEqualTo(1);
    assertThat(
            Stores.number(
                store,
                "SELECT count(*) FROM hindcast.action WHERE context ->> 'time_assigned' = 'true' AND context ->> 'user_task' = 'do it'"))
        .isEqualTo(4);
  }

  @Test
  void reportsMalformedLinesAndLoadsTheRest() throws IOException {
    var file =
        plain(
            "runs.jsonl",
            call("w1", 0, "{\"n\":1}"),
            "{\"session_id\":",
            "",
            call("w1", 1, "{\"huge\":1e200000}"),
            call("w1", 2, "{\"text\":\"a\\u0000b\"}"),
            call("w1", 3, "{\"text\":\"lone \\ud800 half\"}"));
    var summary = load(List.of(file), List.of());

    assertThat(summary.actions()).isEqualTo(3);
    assertThat(summary.malformed()).isEqualTo(2);
    assertThat(summary.firstMalformed().getFirst()).hasToString(file + ":2: no JSON at column 15");
    assertThat(summary.firstMalformed().getLast())
        .hasToString(file + ":4: the database cannot hold a value of this line");
    assertThat(summary.strippedLines()).isEqualTo(1);
    assertThat(
            Stores.texts(
                store,
                "SELECT arguments ->> 'text' FROM hindcast.action WHERE step > 1 ORDER BY step"))
        .containsExactly("ab", "lone \uFFFD half");
  }

  @Test
  void showsTheFirstTwentyMalformedLinesOnly() throws IOException {
    var lines = new String[25];
    Arrays.fill(lines, "nonsense");
    var summary = load(List.of(plain("bad.jsonl", lines)), List.of());
    assertThat(summary.malformed()).isEqualTo(25);
    assertThat(summary.firstMalformed()).hasSize(20);
    assertThat(summary.firstMalformed().getLast().line()).isEqualTo(20);
  }

  @Test
  void importingAgainAddsOnlyWhatIsNew() throws IOException {
    var first = plain("runs.jsonl", call("w1", 0, "{}"), call("w1", 1, "{}"));
    var sessions = plain("sessions.jsonl", session("w1", "true", "null"));
    assertThat(load(List.of(first), List.of(sessions)).outcomes()).isEqualTo(1);

    var more = plain("more.jsonl", call("w1", 0, "{}"), call("w1", 1, "{}"), call("w1", 2, "{}"));
    var again = load(List.of(more), List.of(sessions));
    assertThat(again.actions()).isEqualTo(1);
    assertThat(again.knownActions()).isEqualTo(2);
    assertThat(again.outcomes()).isZero();
    assertThat(again.knownOutcomes()).isEqualTo(1);
    assertThat(Stores.number(store, "SELECT count(*) FROM hindcast.action")).isEqualTo(3);
    assertThat(Stores.number(store, "SELECT count(*) FROM hindcast.workflow_outcome")).isEqualTo(1);
  }

  @Test
  void aSessionLineDecidesTheOutcomeAndCallLinesWhereThereIsNone() throws IOException {
    var calls = plain("runs.jsonl", call("attacked", 0, "{}"), call("alone", 0, "{}"));
    var sessions =
        plain(
            "sessions.jsonl",
            session("attacked", "true", "true"),
            session("silent", "false", "null"),
            session("unjudged", "null", "null"));
    load(List.of(calls), List.of(sessions));
    assertThat(
            Stores.texts(
                store,
                "SELECT workflow_id || ' ' || outcome FROM hindcast.workflow_outcome ORDER BY workflow_id"))
        .containsExactly(
            "alone success", "attacked incident", "silent failure", "unjudged unknown");
  }

  @Test
  void aCorrectionBackToAnEarlierOutcomeIsNews() throws IOException {
    var good = plain("good.jsonl", session("w1", "true", "null"));
    var bad = plain("bad.jsonl", session("w1", "false", "null"));
    for (var file : List.of(good, bad, good)) {
      assertThat(load(List.of(), List.of(file)).outcomes()).isEqualTo(1);
    }
    assertThat(load(List.of(), List.of(good)).outcomes()).isZero();
    assertThat(
            Stores.texts(
                store, "SELECT outcome FROM hindcast.workflow_outcome ORDER BY outcome_id"))
        .containsExactly("success", "failure", "success");
  }

  @Test
  void oneImportSaysOnlyTheLastWord() throws IOException {
    var lines = new String[12_000];
    Arrays.setAll(lines, i -> session("w" + i % 6_000, i < 6_000 ? "false" : "true", "null"));
    var sessions = plain("sessions.jsonl", lines);
    var calls = plain("runs.jsonl", call("w0", 0, "{}"), call("w1", 0, "{}"), call("w0", 1, "{}"));

    var summary = load(List.of(calls), List.of(sessions));
    assertThat(summary.outcomes()).isEqualTo(6_000);
    var again = load(List.of(calls), List.of(sessions));
    assertThat(again.outcomes()).isZero();
    assertThat(again.knownOutcomes()).isEqualTo(6_000);
    assertThat(Stores.texts(store, "SELECT DISTINCT outcome FROM hindcast.workflow_outcome"))
        .containsExactly("success");
    assertThat(
            Stores.texts(
                store,
                """
                SELECT workflow_id || to_char(occurred_at AT TIME ZONE 'UTC', ' SS')
                FROM hindcast.workflow_outcome WHERE workflow_id < 'w10' ORDER BY outcome_id"""))
        .containsExactly("w0 02", "w1 01");
  }

  @Test
  void aDamagedGzipLoadsUpToTheDamage() throws IOException {
    var whole = gzip("whole.jsonl.gz", call("w1", 0, "{}"), call("w1", 1, "{}"));
    var bytes = Files.readAllBytes(whole);
    var cut = folder.resolve("cut.jsonl.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 6));
    var summary = load(List.of(cut), List.of());
    assertThat(summary.malformed()).isEqualTo(1);
    assertThat(summary.firstMalformed().getFirst().problem()).contains("cut off");
  }

  @Test
  void aFileThatIsNotThereIsRefusedBeforeAnythingIsLoaded() throws IOException {
    var good = plain("runs.jsonl", call("w1", 0, "{}"));
    assertThatThrownBy(() -> load(List.of(good, folder.resolve("missing.jsonl")), List.of()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("missing.jsonl");
    assertThat(Stores.number(store, "SELECT count(*) FROM hindcast.action")).isZero();
  }

  private ImportSummary load(List<Path> calls, List<Path> sessions) {
    return RunImport.run(store, calls, sessions, RunImport.FIRST_TIME, RunImport.Progress.NONE);
  }

  private static String call(String workflow, int step, String args) {
    return """
    {"source":"lab","session_id":"%s","step":%d,"agent":"a","model":"m","domain":"d","user_task":"do it","tool":"t",\
    "args":%s,"result":"fine","error":null,"outcome":{"utility":true,"security":null,"reward":null},"attack":null,"extra":{}}\
    """
        .formatted(workflow, step, args);
  }

  private static String session(String workflow, String utility, String attackSucceeded) {
    return """
    {"source":"lab","session_id":"%s","outcome":{"utility":%s,"security":null,"reward":null},"attack_succeeded":%s,"calls":1}\
    """
        .formatted(workflow, utility, attackSucceeded);
  }

  private Path plain(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private Path gzip(String name, String... lines) throws IOException {
    var path = folder.resolve(name);
    try (var out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }
}
