package dev.hindcast.cli.traces;

import dev.hindcast.cli.ExitCode;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.cli.output.Output;
import dev.hindcast.tracestore.prepare.Plan;
import dev.hindcast.tracestore.prepare.Request;
import dev.hindcast.tracestore.prepare.Step;
import dev.hindcast.tracestore.prepare.StorePreparation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hindcast store prepare}. */
@Command(
    name = "prepare",
    description = {
      "Prepares tables that are updated, so that a fork keeps their rows as they were.",
      "Adds a column hindcast_xid, triggers, and a table of before-images in the schema hindcast_pin."
          + " Metadata only: no row is read or rewritten.",
      "Says what it does, may be repeated, and is undone by --undo."
    })
final class PrepareCommand implements Callable<Integer> {
  @Option(
      names = "--schemas",
      split = ",",
      paramLabel = "SCHEMA",
      description = "schemas whose tables are prepared, comma list")
  private final List<String> schemas = new ArrayList<>();

  @Option(
      names = "--login",
      paramLabel = "USER",
      description = "the branch service's login: it is granted what forking needs")
  private String login;

  @Option(names = "--dry-run", description = "print the SQL and change nothing")
  private boolean dryRun;

  @Option(
      names = "--undo",
      description = "take it all back; without --schemas everywhere. Needs a store without forks")
  private boolean undo;

  @Option(
      names = "--restamp",
      description =
          "after a dump was restored in another cluster: make its rows older than every fork. Rewrites the trace tables")
  private boolean restamp;

  @Option(
      names = "--published",
      description =
          "also tables of a publication; their subscribers must have the column hindcast_xid already")
  private boolean published;

  @Mixin private StoreOptions store;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (undo && restamp) {
      throw new CommandException("--undo and --restamp exclude each other");
    }
    if (schemas.isEmpty() && !undo && !restamp) {
      throw new CommandException("name the schemas to prepare: --schemas public,shop");
    }
    var command = spec.commandLine();
    var output = new Output(command.getOut(), command.getErr(), Output.Format.TABLE);
    return store.untouched(
        database -> StorePreparation.of(database, preparation -> carryOut(preparation, output)));
  }

  private int carryOut(StorePreparation preparation, Output output) {
    var plan = plan(preparation);
    plan.unfit()
        .forEach(table -> output.note("left as it is: " + table.table() + ": " + table.reason()));
    if (plan.steps().isEmpty()) {
      output.line("nothing to do");
      return ExitCode.CLEAN;
    }
    if (dryRun) {
      plan.steps().forEach(step -> output.lines(sql(step)));
      return ExitCode.CLEAN;
    }
    preparation.run(plan, step -> output.line(step.what() + ": " + step.why()));
    output.line("done");
    return ExitCode.CLEAN;
  }

  private Plan plan(StorePreparation preparation) {
    if (undo) {
      return preparation.undoing(schemas);
    }
    return restamp
        ? preparation.restamping()
        : preparation.preparation(new Request(schemas, Optional.ofNullable(login), published));
  }

  private static List<String> sql(Step step) {
    var lines = new ArrayList<String>();
    lines.add("-- " + step.what() + ": " + step.why());
    lines.add("BEGIN;");
    lines.add("SET LOCAL lock_timeout = '1s';");
    lines.add("SET LOCAL search_path = pg_catalog;");
    step.statements()
        .forEach(statement -> lines.add(statement.endsWith(";") ? statement : statement + ";"));
    lines.add("COMMIT;");
    return lines;
  }
}
