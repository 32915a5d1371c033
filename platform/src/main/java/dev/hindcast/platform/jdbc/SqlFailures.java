package dev.hindcast.platform.jdbc;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.sql.SQLException;

/**
 * What a driver's exception becomes for a caller. The exception itself stays as the cause, for the
 * log.
 */
public final class SqlFailures {
  private static final String UNIQUE_VIOLATION = "23505";

  private SqlFailures() {}

  /**
   * A failure to throw: a unique violation as {@link UniqueViolationException}, an unreachable
   * database as unavailable.
   */
  public static RuntimeException exception(SQLException e, String dependency) {
    var state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals(UNIQUE_VIOLATION)) {
      return new UniqueViolationException(e);
    }
    if (isTransient(state) || e instanceof java.sql.SQLTransientException) {
      return new FailureException(new Failure.DependencyUnavailable(dependency), e);
    }
    return new IllegalStateException(dependency + " refused a statement", e);
  }

  // 08: connection; 40: serialization failure and deadlock; 53: resources; 57: shutdown, crash,
  // cancel; 55P03: lock timeout.
  private static boolean isTransient(String state) {
    return state.startsWith("08")
        || state.startsWith("40")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.equals("55P03");
  }

  /** A row with the same key exists. Stores catch it and say what is taken. */
  public static final class UniqueViolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UniqueViolationException(SQLException cause) {
      super("a row with the same key exists", cause);
    }
  }
}
