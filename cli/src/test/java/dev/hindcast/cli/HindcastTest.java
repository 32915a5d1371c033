package dev.hindcast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HindcastTest {
  @TempDir private Path folder;

  @Test
  void everyCommandExplainsItself() {
    for (var command : commands(Hindcast.commandLine(), List.of())) {
      var arguments = new ArrayList<>(command);
      arguments.add("--help");
      var run = CommandRun.of(arguments.toArray(String[]::new));
      assertThat(run.exit()).as(command + run.err()).isZero();
      assertThat(run.out()).as(command.toString()).contains("Usage: hindcast", "--help");
    }
    assertThat(CommandRun.of("--version").out()).startsWith("hindcast ");
  }

  @Test
  void whatIsMistypedIsAnErrorThatNamesTheHelp() {
    var run = CommandRun.of("test", "--candidat", "x");
    assertThat(run.exit()).isEqualTo(ExitCode.ERROR);
    assertThat(run.err()).contains("error: ", "--candidate", "hindcast test --help");
    assertThat(CommandRun.of("frob").err()).contains("error: ", "hindcast --help");
    assertThat(CommandRun.of("test", "--candidate", "a/1", "--window", "yesterday").err())
        .startsWith("error: ")
        .contains("START..END");
    assertThat(
            CommandRun.of(
                    "test",
                    "--candidate",
                    "a/1",
                    "--window",
                    "2026-01-02T00:00:00Z..2026-01-01T00:00:00Z")
                .err())
        .contains("ends before it begins");
    assertThat(CommandRun.of("test", "--candidate", "a/1", "--shards", "-1").err())
        .contains("--shards");
    assertThat(CommandRun.of("bundle").exit()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void noServerIsOneClearLineAndAFix() {
    var run = CommandRun.of("diff", "r1", "--server", "127.0.0.1:1");
    assertThat(run.exit()).isEqualTo(ExitCode.ERROR);
    assertThat(run.err().lines())
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo("error: no Hindcast answers at 127.0.0.1:1");
    assertThat(run.err()).contains("hindcast up").doesNotContain("\tat ");
  }

  @Test
  void aBundleWithMistakesIsRefusedBeforeAnythingStarts() throws Exception {
    Files.writeString(
        folder.resolve("bundle.yaml"),
        """
        apiVersion: hindcast/v1
        name: broken
        engine: cel
        defaultEffect: allow
        rules:
          - id: bad
            when: args.amount >
            effect: deny
          - id: bad-too
            when: "'a' + 1 == 2"
            effect: deny
        """);
    var lint = CommandRun.of("bundle", "lint", folder.toString());
    assertThat(lint.exit()).isEqualTo(ExitCode.CHANGES);
    assertThat(lint.out()).contains("bundle.yaml:7:", "bundle.yaml:10:");
    var test = CommandRun.of("test", "--candidate", folder.toString(), "--calls", "none.jsonl");
    assertThat(test.exit()).isEqualTo(ExitCode.ERROR);
    assertThat(test.err()).contains("bundle.yaml:7:", "bundle.yaml:10:").doesNotContain("starting");
  }

  @Test
  void whatIsNoBundleNoBaselineNoConditionIsSaidPlainly() {
    assertThat(CommandRun.of("test", "--candidate", "/nowhere").err()).contains("no folder");
    assertThat(CommandRun.of("bundle", "lint", folder.toString()).err()).contains("bundle.yaml");
    assertThat(CommandRun.of("test", "--candidate", "a/1", "--baseline", "?").err())
        .contains("--baseline");
    assertThat(CommandRun.of("test", "--candidate", "a/1", "--fail-on", "sometimes").err())
        .contains("newly-denied");
    assertThat(CommandRun.of("test", "--candidate", "a/1", "--fail-on", "diff.nothing > 1").err())
        .contains("--fail-on 'diff.nothing > 1'");
    assertThat(CommandRun.of("diff", "--server", "here").err()).contains("HOST:PORT");
    assertThat(CommandRun.of("import").err()).contains("nothing to import");
    assertThat(CommandRun.of("import", "none.jsonl").err()).contains("none.jsonl is no file");
    assertThat(CommandRun.of("demo", "--traces", "none.jsonl").err()).contains("none.jsonl");
    assertThat(CommandRun.of("demo", "--actions", "0").err()).contains("actions");
  }

  private static List<List<String>> commands(CommandLine command, List<String> path) {
    var all = new ArrayList<List<String>>();
    all.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              var longer = new ArrayList<>(path);
              longer.add(name);
              all.addAll(commands(sub, longer));
            });
    return all;
  }
}
