package dev.hindcast.registry.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Position;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.EngineRegistry;
import dev.hindcast.policy.engine.PolicyEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleCheckTest {
  private static final Diagnostic WARNING =
      Diagnostic.warning("bundle.yaml", new Position(1, 2), "this could be simpler");

  private static final String GOOD =
      """
      apiVersion: hindcast/v1
      name: guard
      rules:
        - { id: limit, when: args.amount > 500, effect: deny }
      """;

  private static final String FAILING_TEST =
      """
      tests:
        - name: small is denied
          action: { tool: refund, args: { amount: 5 } }
          expect: { effect: deny }
      """;

  /** CEL that has something to remark about every bundle, ahead of all else. */
  private static final PolicyEngine REMARKING =
      new PolicyEngine() {
        private final PolicyEngine cel = new CelEngine();

        @Override
        public String name() {
          return cel.name();
        }

        @Override
        public Compilation compile(BundleSource source) {
          return switch (cel.compile(source)) {
            case Compilation.Compiled(var bundle, var diagnostics) ->
                new Compilation.Compiled(bundle, remarked(diagnostics));
            case Compilation.Rejected(var diagnostics) ->
                new Compilation.Rejected(remarked(diagnostics));
          };
        }
      };

  private final BundleCheck check = new BundleCheck(new EngineRegistry(REMARKING));

  @Test
  void warningsDoNotStopABundle() {
    var checked = check.check(archive(GOOD));
    assertThat(checked.warnings()).containsExactly(WARNING);
    assertThat(checked.facts().engine()).isEqualTo("cel");
    assertThat(checked.facts().rules()).isEqualTo(1);
  }

  @Test
  void aRejectionShowsErrorsFirstAndWarningsToo() {
    var byCompiler = rejected(GOOD.replace("args.amount >", "nobody >"));
    assertThat(byCompiler.bundle()).isEqualTo("guard");
    assertThat(byCompiler.findings())
        .extracting(Finding::type)
        .containsExactly("COMPILE", "WARNING");

    var byTest = rejected(GOOD + FAILING_TEST);
    assertThat(byTest.findings()).extracting(Finding::type).containsExactly("TEST", "WARNING");
    assertThat(byTest.findings().getLast())
        .isEqualTo(new Finding("WARNING", "bundle.yaml:1:2", "this could be simpler"));
  }

  @Test
  void aBundleThatDoesNotParseIsNamedIfItSaysItsName() {
    assertThat(rejected("name: guard\nrules: [").bundle()).isEqualTo("guard");
    assertThat(rejected("rules: [").bundle()).isEqualTo("(unnamed)");
  }

  private Failure.BundleRejected rejected(String yaml) {
    var thrown = catchThrowableOfType(FailureException.class, () -> check.check(archive(yaml)));
    assertThat(thrown).isNotNull();
    return (Failure.BundleRejected) thrown.failure();
  }

  private static byte[] archive(String yaml) {
    return BundleSource.ofManifest(yaml).toTarGz();
  }

  private static List<Diagnostic> remarked(List<Diagnostic> diagnostics) {
    var all = new ArrayList<Diagnostic>(List.of(WARNING));
    all.addAll(diagnostics);
    return all;
  }
}
