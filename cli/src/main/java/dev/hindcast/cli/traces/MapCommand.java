package dev.hindcast.cli.traces;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.cli.output.OutputOptions;
import dev.hindcast.cli.output.Texts;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.tracestore.map.MappedTable;
import dev.hindcast.tracestore.map.MappingCheck;
import dev.hindcast.tracestore.map.MappingFinding;
import dev.hindcast.tracestore.map.MappingReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast store map}. */
@Command(
    name = "map",
    description = {
      "Checks a view that shows your own tables as the trace store's, and says what is missing and how to write it.",
      "Changes nothing. Ends with 1 if a fork cannot stand on the view."
    })
final class MapCommand implements Callable<Integer> {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

  @Parameters(
      arity = "0..1",
      paramLabel = "VIEW",
      description =
          "schema.name (default: hindcast.mapped_action, or hindcast.mapped_workflow_outcome: what a fork looks for)")
  private String view;

  @Option(
      names = "--outcomes",
      description = "the view is one of workflow outcomes, not of actions")
  private boolean outcomes;

  @Option(
      names = "--sample",
      paramLabel = "ROWS",
      defaultValue = "100000",
      description = "rows to look at, at most (default: ${DEFAULT-VALUE})")
  private long sample;

  @Mixin private StoreOptions store;
  @Mixin private OutputOptions options;

  @Override
  public Integer call() {
    var table = outcomes ? MappedTable.WORKFLOW_OUTCOME : MappedTable.ACTION;
    var name = view == null ? "hindcast." + table.view() : view;
    if (!NAME.matcher(name).matches()) {
      throw new CommandException(name + " is no plain name of a view: schema.name");
    }
    if (sample < 1) {
      throw new CommandException("--sample is at least 1");
    }
    var report = store.untouched(database -> MappingCheck.of(database, table, name, sample));
    print(report, options.output());
    return report.fits() ? ExitCode.CLEAN : ExitCode.CHANGES;
  }

  private static void print(MappingReport report, Output output) {
    if (output.json()) {
      output.line(CanonicalJson.write(json(report)));
      return;
    }
    for (var finding : report.findings()) {
      output.line(
          finding.level().name().toLowerCase(Locale.ROOT)
              + ": "
              + (finding.column().isEmpty() ? report.view() : finding.column())
              + " "
              + finding.problem());
      if (!finding.fix().isEmpty()) {
        output.line("  write: " + finding.fix());
      }
    }
    output.line(
        report.view()
            + (report.fits() ? " fits" : " does not fit")
            + ", "
            + Texts.count(report.rows(), "row")
            + " looked at");
  }

  private static Map<String, Object> json(MappingReport report) {
    List<Object> findings = report.findings().stream().<Object>map(MapCommand::json).toList();
    return Map.of(
        "view", report.view(),
        "fits", report.fits(),
        "rows", report.rows(),
        "findings", findings);
  }

  private static Map<String, Object> json(MappingFinding finding) {
    return Map.of(
        "level", finding.level().name(),
        "column", finding.column(),
        "problem", finding.problem(),
        "fix", finding.fix());
  }
}
