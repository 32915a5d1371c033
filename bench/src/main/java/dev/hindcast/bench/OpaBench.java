package dev.hindcast.bench;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.RuleOutcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Open Policy Agent on the same rules (bench/opa/fleet.rego) and actions, in one process a core. It
 * is given its actions in memory, so its figure is without any database.
 */
record OpaBench(Figures figures, int actions, Optional<Path> built) {
  private static final int RUNS = 3;
  private static final int SIDES = 2;

  void run(DatabaseSettings fork, BenchBundle bundle, Measured full) throws Exception {
    var folder = Path.of(System.getProperty("hindcast.bench.folder", "bench"), "opa");
    var work = Files.createTempDirectory("hindcast-opa-");
    try {
      var runner = built.or(() -> build(folder, work.resolve("runner")));
      if (runner.isEmpty()) {
        figures.absent(
            "opa", "there is no Go on the PATH to build bench/opa with, and no --opa-runner");
        return;
      }
      var inputs = new ArrayList<Path>();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        inputs.add(work.resolve("actions-" + i));
      }
      var expected = export(fork, inputs, Projected.compiled(bundle));
      var rates = new Duration[RUNS];
      for (int i = 0; i < RUNS; i++) {
        rates[i] = evaluate(runner.get(), folder.resolve("fleet.rego"), inputs, expected);
      }
      var opa =
          figures.timed(
              "opa", new Measured("OPA, one side, processes: " + inputs.size(), actions, rates));
      figures.atLeast(
          "full_to_opa",
          "full replay / OPA for two sides",
          full.perSecond() / (opa.perSecond() / SIDES),
          4);
    } finally {
      try (var files = Files.list(work)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(work);
    }
  }

  private static Optional<Path> build(Path folder, Path target) {
    try {
      var build =
          new ProcessBuilder("go", "build", "-o", target.toString(), ".")
              .directory(folder.toFile())
              .inheritIO()
              .start();
      return build.waitFor() == 0 ? Optional.of(target) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no Go
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Deals the actions out to the inputs; returns how often each rule applies, as Hindcast says. */
  private Map<String, Long> export(DatabaseSettings fork, List<Path> inputs, CompiledBundle bundle)
      throws SQLException, IOException {
    Map<String, Long> hits = new TreeMap<>();
    List<BufferedWriter> writers = new ArrayList<>();
    for (var input : inputs) {
      writers.add(Files.newBufferedWriter(input));
    }
    try (var connection = DriverManager.getConnection(fork.url(), fork.user(), fork.password());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT tool, arguments, context, jsonb_build_object('tool', tool, 'args', arguments, 'context', context)
                FROM action ORDER BY action_id LIMIT %d"""
                    .formatted(actions))) {
      for (int i = 0; rows.next(); i++) {
        var writer = writers.get(i % writers.size());
        writer.write(rows.getString(4));
        writer.write('\n');
        count(hits, bundle, rows.getString(1), rows.getString(2), rows.getString(3));
      }
    } finally {
      for (var writer : writers) {
        writer.close();
      }
    }
    return hits;
  }

  private static void count(
      Map<String, Long> hits, CompiledBundle bundle, String tool, String args, String context) {
    var action =
        Action.builder(tool)
            .args(args == null ? null : JsonValues.parseObject(args))
            .context(JsonValues.parseObject(context))
            .build();
    bundle.explain(EvaluationInput.of(action)).rules().stream()
        .filter(trace -> trace.outcome() instanceof RuleOutcome.Matched)
        .forEach(trace -> hits.merge(trace.ruleId(), 1L, Long::sum));
  }

  /** All processes at once; the slowest counts. */
  private static Duration evaluate(
      Path runner, Path policy, List<Path> inputs, Map<String, Long> expected)
      throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (var input : inputs) {
      processes.add(
          new ProcessBuilder(runner.toString(), policy.toString())
              .redirectInput(input.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    Map<String, Long> hits = new TreeMap<>();
    double slowest = 0;
    for (var process : processes) {
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("OPA failed");
      }
      var result = JsonValues.parseObject(said);
      slowest = Math.max(slowest, ((Number) result.get("seconds")).doubleValue());
      JsonValues.asObject(result.get("hits"))
          .orElseThrow()
          .forEach((rule, count) -> hits.merge(rule, ((Number) count).longValue(), Long::sum));
    }
    if (!hits.equals(expected)) {
      throw new IllegalStateException("OPA found " + hits + ", Hindcast " + expected);
    }
    return Duration.ofNanos((long) (slowest * TimeUnit.SECONDS.toNanos(1)));
  }
}
