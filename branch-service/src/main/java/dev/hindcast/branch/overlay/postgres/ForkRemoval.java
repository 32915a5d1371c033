package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.Jdbc;
import java.util.Map;

/**
 * Removes and empties forks: shuts the door, ends the sessions, drops or truncates all of it. Each
 * step may be repeated.
 */
final class ForkRemoval {
  private static final Script CLOSE = Script.read(ForkRemoval.class, "close.sql");
  private static final Script RESET = Script.read(ForkRemoval.class, "reset.sql");
  private static final Script DROP = Script.read(ForkRemoval.class, "drop.sql");
  private static final int ROUNDS = 3;
  private static final int PATIENCE_MILLIS = 5_000;

  private final StoreDatabases databases;
  private final Pins pins;

  ForkRemoval(StoreDatabases databases, Pins pins) {
    this.databases = databases;
    this.pins = pins;
  }

  Release remove(ForkName fork) {
    var jdbc = databases.jdbc(fork.store());
    var schema = ForkSchema.of(fork.uid());
    run(jdbc, CLOSE.with(Map.of("fork", schema)));
    if (!endSessions(jdbc, schema)) {
      return new Release.Pending("sessions of " + schema + " do not end");
    }
    run(jdbc, DROP.with(Map.of("fork", schema)));
    if (pins.exist(fork.store())) {
      pins.sweep(fork.store());
    }
    return new Release.Released(
        "schema and login " + schema + " dropped in one transaction, in the catalog no more");
  }

  /** Empties what the fork wrote. The door is shut meanwhile: a crash in between is repeated. */
  void reset(ForkName fork) {
    var jdbc = databases.jdbc(fork.store());
    var schema = ForkSchema.of(fork.uid());
    run(jdbc, CLOSE.with(Map.of("fork", schema)));
    if (!endSessions(jdbc, schema)) {
      throw new FailureException(new Failure.DependencyUnavailable("stores/" + fork.store()));
    }
    run(jdbc, RESET.with(Map.of("fork", schema)));
  }

  private static void run(Jdbc jdbc, String statement) {
    var _ = jdbc.update(statement, Jdbc.Binder.NONE);
  }

  /** A session that was just being let in when the door shut appears late: hence the rounds. */
  private static boolean endSessions(Jdbc jdbc, String login) {
    for (int round = 0; round < ROUNDS; round++) {
      var ended =
          jdbc.query(
              "SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity WHERE usename = ?",
              statement -> {
                statement.setLong(1, PATIENCE_MILLIS);
                statement.setString(2, login);
              },
              row -> row.getBoolean(1));
      if (ended.isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
