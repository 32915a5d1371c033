package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.Jdbc;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Removes and empties forks: shuts the door, ends the sessions, drops or truncates all of it. Each
 * step may be repeated.
 */
final class ForkRemoval {
  private static final Script CLOSE = Script.read(ForkRemoval.class, "close.sql");
  private static final Script RESET = Script.read(ForkRemoval.class, "reset.sql");
  private static final Script DROP = Script.read(ForkRemoval.class, "drop.sql");
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final StoreDatabases databases;
  private final Pins pins;

  ForkRemoval(StoreDatabases databases, Pins pins) {
    this.databases = databases;
    this.pins = pins;
  }

  Release remove(ForkName fork) {
    var jdbc = databases.jdbc(fork.store());
    var schema = ForkSchema.of(fork.uid());
    var login = login(jdbc, schema);
    run(jdbc, CLOSE.with(Map.of("fork", schema)));
    if (!endSessions(jdbc, schema)) {
      return new Release.Pending("sessions of " + schema + " do not end");
    }
    run(jdbc, DROP.with(Map.of("fork", schema)));
    if (pins.exist(fork.store())) {
      pins.sweep(fork.store());
    }
    if (loginIsLeft(jdbc, schema)) {
      return new Release.Pending(
          "the login " + schema + " owns something in another database: DROP OWNED BY it there");
    }
    // One that got past the login while the door shut, and showed up only now. It has no privilege
    // left, but it is there.
    if (login.isPresent() && !isGone(jdbc, login.getAsLong())) {
      return new Release.Pending("a session of " + schema + " outlived its login");
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

  private static OptionalLong login(Jdbc jdbc, String name) {
    return jdbc.first(
            "SELECT oid::bigint FROM pg_roles WHERE rolname = ?",
            statement -> statement.setString(1, name),
            row -> OptionalLong.of(row.getLong(1)))
        .orElse(OptionalLong.empty());
  }

  private static boolean isGone(Jdbc jdbc, long login) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (jdbc.first(
            "SELECT 1 FROM pg_stat_activity WHERE usesysid = ?::oid",
            statement -> statement.setLong(1, login),
            row -> true)
        .isPresent()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private static boolean loginIsLeft(Jdbc jdbc, String login) {
    return jdbc.first(
            "SELECT 1 FROM pg_roles WHERE rolname = ?",
            statement -> statement.setString(1, login),
            row -> true)
        .isPresent();
  }

  private static void run(Jdbc jdbc, String statement) {
    var _ = jdbc.update(statement, Jdbc.Binder.NONE);
  }

  /**
   * All are told to go at once. A session that was just being let in when the door shut appears
   * late: hence two looks that find nobody.
   */
  private static boolean endSessions(Jdbc jdbc, String login) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int empty = 0; empty < 2; ) {
      var told =
          jdbc.query(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?",
              statement -> statement.setString(1, login),
              row -> row.getBoolean(1));
      if (System.nanoTime() > deadline) {
        return false;
      }
      empty = told.isEmpty() ? empty + 1 : 0;
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }
}
