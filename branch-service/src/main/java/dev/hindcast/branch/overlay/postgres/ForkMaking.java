package dev.hindcast.branch.overlay.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.fork.postgres.BundleTable;
import dev.hindcast.branch.fork.postgres.ForkLogins;
import dev.hindcast.branch.overlay.OverlayOptions;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;

/** Makes forks: one batch of DDL in one transaction. */
final class ForkMaking {
  private static final Script TABLES = Script.read(ForkMaking.class, "tables.sql");
  private static final Script FORK =
      Script.read(ForkMaking.class, "fork.sql").including("loaded_bundle", BundleTable.DEFINITION);

  // No privilege; no such schema, table, column or function.
  private static final Set<String> UNFIT = Set.of("42501", "3F000", "42P01", "42703", "42883");

  private static final String TOO_EARLY = "HC001";
  private static final String ALIEN_ROWS = "HC002";
  private static final String NO_SCHEMA = "HC003";
  private static final int ROUNDS = 3;

  private final StoreDatabases databases;
  private final Pins pins;

  ForkMaking(StoreDatabases databases, Pins pins) {
    this.databases = databases;
    this.pins = pins;
  }

  sealed interface Outcome {}

  /**
   * The fork is there.
   *
   * @param costsNoCopy whether it takes less than a tenth of its parent on disk
   */
  record Made(Fork fork, boolean costsNoCopy) implements Outcome {
    Made {
      requireNonNull(fork);
    }
  }

  /** The store is not prepared for it. */
  record Impossible(String reason) implements Outcome {
    Impossible {
      requireNonNull(reason);
    }
  }

  Outcome make(ForkRequest request, String verifier) {
    var options = OverlayOptions.of(databases.store(request.name().store()).options());
    try {
      if (options.schemas().isEmpty()) {
        return make(request, options, verifier, "", "");
      }
      for (int round = 1; ; round++) {
        var pinning = pins.serve(request.name().store(), options.schemas());
        if (pinning) {
          var obstacle = pins.open(request, options.patience());
          if (obstacle.isPresent()) {
            return new Impossible(obstacle.get());
          }
        }
        try {
          return make(
              request,
              options,
              verifier,
              pinning ? Pins.SHARED_LOCK : "",
              tables(request, options, pinning));
        } catch (IllegalStateException e) {
          if (pinning) {
            pins.withdraw(request.name());
          }
          if (round == ROUNDS || !TOO_EARLY.equals(state(e))) {
            throw e;
          }
        }
      }
    } catch (IllegalStateException e) {
      var state = state(e);
      if (UNFIT.contains(state)) {
        return new Impossible(
            "the service's login needs CREATEROLE, CREATE on the database, and USAGE and SELECT on the"
                + " schema "
                + TraceStoreSchema.NAME
                + " in its newest version (hindcast store migrate), and what hindcast store prepare --login"
                + " grants where other schemas are forked too; PostgreSQL must be 14 or newer (SQLSTATE "
                + state
                + ")");
      }
      return switch (state) {
        case ALIEN_ROWS ->
            new Impossible(
                "rows of the store bear transaction numbers of another cluster, as after the restore of a dump:"
                    + " run hindcast store prepare --restamp");
        case NO_SCHEMA ->
            new Impossible(
                "of the configured schemas " + options.schemas() + " not all are in the store");
        case String _ -> throw e;
      };
    }
  }

  private Made make(
      ForkRequest request, OverlayOptions options, String verifier, String lock, String tables) {
    return databases
        .jdbc(request.name().store())
        .inTransaction(transaction -> make(transaction, request, options, verifier, lock, tables));
  }

  private static String state(IllegalStateException e) {
    return e.getCause() instanceof SQLException cause && cause.getSQLState() != null
        ? cause.getSQLState()
        : "";
  }

  private static String tables(ForkRequest request, OverlayOptions options, boolean pinning) {
    return ";\n"
        + TABLES.with(
            Map.of(
                "fork",
                ForkSchema.of(request.name().uid()),
                "schemas",
                String.join(",", options.schemas()),
                "pins",
                Boolean.toString(pinning)));
  }

  /**
   * The DO statements make the fork unless it is there; what follows reads its label, in the same
   * round trip.
   */
  private static Made make(
      Transaction transaction,
      ForkRequest request,
      OverlayOptions options,
      String verifier,
      String lock,
      String tables)
      throws SQLException {
    var schema = ForkSchema.of(request.name().uid());
    var make =
        FORK.with(
            Map.of(
                "fork",
                schema,
                "parent",
                TraceStoreSchema.NAME,
                "label",
                ForkLogins.label(request),
                "verifier",
                verifier,
                "connections",
                Integer.toString(options.connections()),
                "statement_timeout",
                "1h",
                "idle_timeout",
                "15min"));
    var read =
        """
        ;
        SELECT label ->> 'snapshot', label ->> 'lsn', (label ->> 'time')::timestamptz, label ->> 'system',
          (label ->> 'base_bytes')::bigint < (label ->> 'parent_bytes')::bigint / 10
        FROM (SELECT obj_description(to_regnamespace('%s'), 'pg_namespace')::jsonb AS label) AS fork"""
            .formatted(schema);
    // The cut must not be older than the lock under which it is taken.
    var begin = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n";
    try (var statement = transaction.connection().createStatement()) {
      var isRows = statement.execute(begin + lock + make + tables + read);
      while (!isRows) {
        isRows = statement.getMoreResults();
      }
      try (var rows = statement.getResultSet()) {
        if (!rows.next()) {
          throw new IllegalStateException("a fork without a label");
        }
        return made(request, schema, rows);
      }
    }
  }

  private static Made made(ForkRequest request, String schema, ResultSet row) throws SQLException {
    var point =
        new ForkPoint(
            row.getString(2),
            row.getString(1),
            row.getObject(3, OffsetDateTime.class).toInstant(),
            row.getString(4),
            Precision.SNAPSHOT);
    return new Made(new Fork(request.name(), point, schema), row.getBoolean(5));
  }
}
