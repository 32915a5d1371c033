package dev.hindcast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.policy.Engines;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.RuleOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same rules in two languages, judged by two engines over real traces: how often each rule
 * matches must be equal. The other engine is the real OPA; its Rego twins stand in {@code
 * src/test/resources/opa}. Differences that the languages' semantics explain are named here, with
 * their number.
 */
class OpaParityIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  static Stream<Arguments> twins() {
    return Stream.of(
        Arguments.of("agentdyn-guard", "agentdyn-sample"),
        Arguments.of("service-desk", "tau"),
        Arguments.of("workflow-hygiene", "tau"),
        Arguments.of("workflow-hygiene", "agentdyn-sample"));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void everyRuleMatchesAsOften(String bundle, String data) throws IOException {
    var traces = Programs.shared("data/traces/" + data + ".jsonl.gz");
    assumeTrue(
        traces.isPresent(),
        "the recorded runs are not beside the project: shared/data/traces/" + data + ".jsonl.gz");
    var opa = opa();

    var ours = new TreeMap<String, Integer>();
    var input = folder.resolve(bundle + "-" + data + ".jsonl");
    var policy = compiled(bundle);
    try (var out = Files.newBufferedWriter(input)) {
      RecordedRuns.read(
          traces.get(),
          (action, json) -> {
            for (var rule : policy.explain(action).rules()) {
              if (rule.outcome() instanceof RuleOutcome.Matched) {
                ours.merge(rule.ruleId(), 1, Integer::sum);
              }
            }
            try {
              out.write(JSON.writeValueAsString(json));
              out.newLine();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    var rego = twin(bundle);
    var output = Programs.run(folder, List.of(opa.toString(), rego.toString()), input);

    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(ours).isNotEmpty().isEqualTo(counts(output.out()));
  }

  private static CompiledBundle compiled(String bundle) throws IOException {
    var yaml =
        Files.readString(Programs.root().resolve("examples/bundles/" + bundle + "/bundle.yaml"));
    return switch (Engines.standard().compile(BundleSource.ofManifest(yaml))) {
      case Compilation.Compiled compiled -> compiled.bundle();
      case Compilation.Rejected rejected ->
          throw new AssertionError(bundle + ": " + rejected.diagnostics());
    };
  }

  /** Lines are {@code rule count}; the last one sums up. */
  private static Map<String, Integer> counts(String output) {
    var counts = new TreeMap<String, Integer>();
    output
        .lines()
        .filter(line -> !line.startsWith("actions hit"))
        .map(line -> line.split(" ", 2))
        .forEach(parts -> counts.put(parts[0], Integer.valueOf(parts[1])));
    return counts;
  }

  private static Path twin(String bundle) {
    if (bundle.equals("agentdyn-guard")) {
      return Programs.shared("peers/opa/guard.rego").orElseThrow();
    }
    return Path.of("src/test/resources/opa/" + bundle + ".rego").toAbsolutePath();
  }

  /** The runner of shared/peers/opa, built once. */
  private static Path opa() throws IOException {
    var source = Programs.shared("peers/opa");
    var go = Programs.find("go");
    assumeTrue(
        source.isPresent() && go.isPresent(),
        "no Go, or no shared/peers/opa beside the project, to build OPA's runner with");
    var built = folder.resolve("opaeval");
    if (!Files.exists(built)) {
      for (var file : List.of("main.go", "go.mod", "go.sum")) {
        Files.copy(source.get().resolve(file), folder.resolve(file));
      }
      var build =
          Programs.run(folder, List.of(go.get().toString(), "build", "-o", "opaeval", "."), null);
      assertThat(build.exit()).as(build.err()).isZero();
    }
    return built;
  }
}
