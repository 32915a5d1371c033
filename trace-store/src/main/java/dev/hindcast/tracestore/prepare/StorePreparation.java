package dev.hindcast.tracestore.prepare;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Prepares a database for forks that hold its tables as they were at the cut, though they are
 * updated: a column {@code hindcast_xid}, four triggers and a table of before-images each, by
 * metadata-only DDL. Reading the plan changes nothing; carrying it out may be repeated and undone.
 *
 * <p>Blocking. The login must own the tables. Failures: {@link Failure.DependencyUnavailable} if
 * the database does not answer or a lock is not given in time (nothing of that step is left; say it
 * again); {@link Failure.WrongState} if open forks are in the way.
 */
public final class StorePreparation {
  // A step that waits for its lock makes all later users of the table wait: hence short and often.
  private static final String LOCK_TIMEOUT = "1s";
  private static final int ATTEMPTS = 10;

  private final Jdbc jdbc;

  private StorePreparation(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  /** Work on a store. */
  @FunctionalInterface
  public interface Work<T> {
    T with(StorePreparation preparation);
  }

  /** Does something with a store's database. */
  public static <T> T of(DatabaseSettings database, Work<T> work) {
    try (var pool = Databases.pool(database, "prepare")) {
      return work.with(new StorePreparation(new Jdbc(pool, "the store's database")));
    }
  }

  /** What is missing for the tables of these schemas to be pinned. */
  public Plan preparation(Request request) {
    return jdbc.inTransaction(transaction -> Planner.preparation(transaction, request));
  }

  /** How to take all of it back; empty schemas: everywhere. */
  public Plan undoing(List<String> schemas) {
    return jdbc.inTransaction(transaction -> Planner.undoing(transaction, schemas));
  }

  /**
   * How to make a dump that was restored in another cluster forkable: its rows bear transaction
   * numbers of the cluster they came from. They get one that every fork sees; the trace tables are
   * rewritten for it, pinned tables are prepared anew.
   */
  public Plan restamping() {
    return jdbc.inTransaction(Planner::restamping);
  }

  /**
   * Carries out a plan, step by step; a failure leaves the steps before it done.
   *
   * @param before told of each step before it begins
   */
  public void run(Plan plan, Consumer<Step> before) {
    for (var step : plan.steps()) {
      before.accept(step);
      run(step);
    }
  }

  private void run(Step step) {
    for (int attempt = 1; ; attempt++) {
      try {
        var _ =
            jdbc.inTransaction(
                transaction -> {
                  transaction.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
                  transaction.execute("SET LOCAL search_path = pg_catalog");
                  for (var statement : step.statements()) {
                    transaction.execute(statement);
                  }
                  return true;
                });
        return;
      } catch (IllegalStateException e) {
        throw explained(step, e);
      } catch (FailureException e) {
        if (attempt == ATTEMPTS || !isLockTimeout(e)) {
          throw e;
        }
      }
    }
  }

  private static RuntimeException explained(Step step, IllegalStateException e) {
    var state = e.getCause() instanceof SQLException cause ? cause.getSQLState() : "";
    return switch (state) {
      case "2BP01" ->
          new FailureException(
              new Failure.WrongState(
                  step.what(),
                  "read by open forks or by views",
                  "this change needs it without: delete the branches, or drop the views"),
              e);
      case "42501" ->
          new FailureException(
              new Failure.WrongState(
                  step.what(),
                  "another login's",
                  "preparing takes the owner of the tables, with CREATE on the database"),
              e);
      case null, default -> e;
    };
  }

  private static boolean isLockTimeout(FailureException e) {
    return e.getCause() instanceof SQLException cause && "55P03".equals(cause.getSQLState());
  }
}
