package dev.hindcast.tracestore.prepare;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Compares the catalogs with what should be there; reads only. */
final class Planner {
  private Planner() {}

  static Plan preparation(Transaction transaction, Request request) throws SQLException {
    if (request.login().isPresent() && !hasSchema(transaction, TraceStoreSchema.NAME)) {
      throw new FailureException(
          new Failure.WrongState(
              "the store", "without a schema hindcast", "run hindcast store migrate first"));
    }
    for (var schema : request.schemas()) {
      if (!hasSchema(transaction, schema)) {
        throw new FailureException(new Failure.ResourceNotFound("schema " + schema));
      }
    }
    var steps = new ArrayList<Step>();
    var unfit = new ArrayList<Unfit>();
    steps.add(new Step("the database", "what all pinned tables share", shared()));
    for (var table : facts(transaction, request.schemas())) {
      if (table.prepared() && table.obstacle().isEmpty()) {
        continue;
      }
      if (!table.obstacle().isEmpty()) {
        unfit.add(new Unfit(table.label(), table.obstacle()));
      } else if (table.published() && !table.hasColumn() && !request.published()) {
        unfit.add(
            new Unfit(
                table.label(),
                "a publication sends it elsewhere, and its subscribers need the column first: add"
                    + " it there and ask again with --published"));
      } else {
        steps.add(new Step(table.label(), why(table), TableScript.prepare(table)));
      }
    }
    request
        .login()
        .ifPresent(
            login ->
                steps.add(
                    new Step(
                        "the database",
                        "what the service's login " + login + " needs to fork",
                        Grants.of(login, request.schemas()))));
    if (steps.size() == 1 && isThere(transaction)) {
      steps.clear();
    }
    return new Plan(steps, unfit);
  }

  static Plan undoing(Transaction transaction, List<String> schemas) throws SQLException {
    if (!isThere(transaction)) {
      return new Plan(List.of(), List.of());
    }
    refuseOpenForks(transaction);
    var steps = new ArrayList<Step>();
    var all = facts(transaction, preparedSchemas(transaction));
    var left = 0;
    for (var table : all) {
      if (table.hasColumn() && (schemas.isEmpty() || schemas.contains(table.schema()))) {
        steps.add(
            new Step(
                table.label(),
                "its column, triggers and before-images go",
                TableScript.undo(table)));
      } else if (table.hasColumn()) {
        left++;
      }
    }
    if (left == 0) {
      steps.add(
          new Step(
              "the database",
              "no table is pinned any more",
              List.of("DROP SCHEMA IF EXISTS hindcast_pin CASCADE")));
    }
    return new Plan(steps, List.of());
  }

  static Plan restamping(Transaction transaction) throws SQLException {
    var forks =
        transaction.query(
            "SELECT quote_ident(nspname) FROM pg_namespace WHERE starts_with(nspname::text, 'hindcast_b_') ORDER BY 1",
            Jdbc.Binder.NONE,
            row -> row.getString(1));
    if (!forks.isEmpty()) {
      throw new FailureException(
          new Failure.WrongState(
              "the store",
              "forked or was dumped with forks in it",
              "numbering its rows anew needs it without: delete the branches, or, in a restored dump: DROP SCHEMA "
                  + String.join(", ", forks)
                  + " CASCADE"));
    }
    var steps = new ArrayList<Step>();
    steps.add(
        new Step(
            TraceStoreSchema.NAME,
            "every recorded row becomes older than every fork; the tables are rewritten and locked meanwhile",
            Restamp.TRACES));
    if (isThere(transaction)) {
      steps.add(new Step("the database", "forks of the other cluster are forgotten", Restamp.PINS));
      for (var table : facts(transaction, preparedSchemas(transaction))) {
        if (table.hasColumn()) {
          var all = new ArrayList<>(TableScript.undo(table));
          all.addAll(TableScript.prepare(table.withoutColumn()));
          steps.add(new Step(table.label(), "pinned anew", all));
        }
      }
    }
    return new Plan(steps, List.of());
  }

  private static String why(TableFacts table) {
    if (table.preparedElsewhere()) {
      return "it was prepared in another cluster: prepared anew, its row versions count as old";
    }
    return table.hasColumn()
        ? "brought up to date: its columns or partitions changed"
        : "gets the column hindcast_xid (null, no rewrite; SELECT * shows it), triggers and a table of before-images";
  }

  private static void refuseOpenForks(Transaction transaction) throws SQLException {
    var forks =
        transaction.query(
            "SELECT fork FROM hindcast_pin.fork ORDER BY 1",
            Jdbc.Binder.NONE,
            row -> row.getString(1));
    if (!forks.isEmpty()) {
      throw new FailureException(
          new Failure.WrongState(
              "the store",
              "forked",
              "this needs it without forks: delete the branches " + String.join(", ", forks)));
    }
  }

  private static List<String> preparedSchemas(Transaction transaction) throws SQLException {
    return transaction.query(
        "SELECT DISTINCT n.nspname FROM hindcast_pin.prepared p JOIN pg_class c ON c.oid = p.relation JOIN pg_namespace n ON n.oid = c.relnamespace",
        Jdbc.Binder.NONE,
        row -> row.getString(1));
  }

  private static List<TableFacts> facts(Transaction transaction, List<String> schemas)
      throws SQLException {
    transaction.execute("SET LOCAL search_path = pg_catalog");
    return TableFacts.read(transaction, schemas, isThere(transaction));
  }

  private static boolean hasSchema(Transaction transaction, String name) throws SQLException {
    return transaction
        .first(
            "SELECT 1 FROM pg_namespace WHERE nspname = ?",
            statement -> statement.setString(1, name),
            row -> true)
        .isPresent();
  }

  private static boolean isThere(Transaction transaction) throws SQLException {
    return transaction
        .first(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'hindcast_pin' AND c.relname = 'prepared'",
            Jdbc.Binder.NONE,
            row -> true)
        .isPresent();
  }

  private static List<String> shared() {
    try (var in = StorePreparation.class.getResourceAsStream("pin.sql")) {
      if (in == null) {
        throw new IllegalStateException("pin.sql is missing");
      }
      // One batch: the bodies of functions hold semicolons too.
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
