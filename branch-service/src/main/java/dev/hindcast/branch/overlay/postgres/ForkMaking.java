package dev.hindcast.branch.overlay.postgres;

import static java.util.Objects.requireNonNull;

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
import org.postgresql.util.PasswordUtil;

/** Makes forks: one batch of DDL in one transaction. */
final class ForkMaking {
  private static final Script FORK = Script.read(ForkMaking.class, "fork.sql");
  private static final int CONNECTIONS = 100;

  // No privilege; no such schema, table, column or function.
  private static final Set<String> UNFIT = Set.of("42501", "3F000", "42P01", "42703", "42883");

  private final StoreDatabases databases;

  ForkMaking(StoreDatabases databases) {
    this.databases = databases;
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

  Outcome make(ForkRequest request, String password) {
    try {
      return databases
          .jdbc(request.name().store())
          .inTransaction(transaction -> make(transaction, request, password));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof SQLException cause && UNFIT.contains(cause.getSQLState())) {
        return new Impossible(
            "the service's login needs CREATEROLE, CREATE on the database, and USAGE and SELECT on the"
                + " schema "
                + TraceStoreSchema.NAME
                + " in its newest version; PostgreSQL must be 14 or newer (SQLSTATE "
                + cause.getSQLState()
                + ")");
      }
      throw e;
    }
  }

  /**
   * The DO statement makes the fork unless it is there; what follows reads its label, in the same
   * round trip.
   */
  private static Made make(Transaction transaction, ForkRequest request, String password)
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
                ForkLabel.of(request),
                "verifier",
                verifier(password),
                "connections",
                Integer.toString(CONNECTIONS),
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
    try (var statement = transaction.connection().createStatement()) {
      var isRows = statement.execute(make + read);
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

  /**
   * The server gets what it checks passwords by, never the password: statements may be logged
   * there.
   */
  private static String verifier(String password) throws SQLException {
    return PasswordUtil.encodePassword("", password.toCharArray(), "scram-sha-256");
  }
}
