package dev.hindcast.cli.bundle;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.Texts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast bundle lint}. */
@Command(
    name = "lint",
    description =
        "Compiles a bundle and runs its own tests, with no server; exit code 1 if it has mistakes.")
final class LintCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "folder of the bundle")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var check = BundleCheck.of(BundleFolder.read(folder));
    var out = spec.commandLine().getOut();
    check.problems().forEach(problem -> out.println(problem.strip()));
    check
        .bundle()
        .ifPresent(
            bundle ->
                out.println(
                    bundle.name()
                        + ": "
                        + Texts.count(bundle.rules().size(), "rule")
                        + ", "
                        + check.tests().stream().filter(test -> test.passed()).count()
                        + " of "
                        + check.tests().size()
                        + " tests passed"));
    out.flush();
    return check.usable() ? ExitCode.CLEAN : ExitCode.CHANGES;
  }
}
