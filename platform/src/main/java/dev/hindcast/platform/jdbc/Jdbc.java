package dev.hindcast.platform.jdbc;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Runs SQL on connections of one data source. Statements outside {@link #inTransaction} commit by
 * themselves.
 *
 * <p>Blocking; call it on virtual threads. Thread-safe. Every {@link SQLException} leaves as the
 * failure that {@link SqlFailures} makes of it.
 */
public final class Jdbc {
  private final DataSource dataSource;
  private final String dependency;

  /**
   * A runner.
   *
   * @param dependency how failures name this database to a caller, e.g. {@code the control
   *     database}
   */
  public Jdbc(DataSource dataSource, String dependency) {
    this.dataSource = requireNonNull(dataSource);
    this.dependency = requireNonNull(dependency);
  }

  /** Sets the parameters of a statement, from 1. */
  @FunctionalInterface
  public interface Binder {
    /** No parameters. */
    Binder NONE = statement -> {};

    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Reads the current row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Work on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Transaction transaction) throws SQLException;
  }

  /** Rows of a query. */
  public <T> List<T> query(String sql, Binder binder, RowReader<T> reader) {
    return withConnection(connection -> new Transaction(connection).query(sql, binder, reader));
  }

  /** The first row of a query. */
  public <T> Optional<T> first(String sql, Binder binder, RowReader<T> reader) {
    return withConnection(connection -> new Transaction(connection).first(sql, binder, reader));
  }

  /** Runs a statement and returns the number of rows it touched. */
  public int update(String sql, Binder binder) {
    return withConnection(connection -> new Transaction(connection).update(sql, binder));
  }

  /** Runs work in one transaction: committed if it returns, rolled back if it throws. */
  public <T> T inTransaction(Work<T> work) {
    return withConnection(
        connection -> {
          connection.setAutoCommit(false);
          try {
            var result = work.run(new Transaction(connection));
            connection.commit();
            connection.setAutoCommit(true);
            return result;
          } catch (Throwable e) {
            // An Error too: switching auto-commit on, as a pool does on return, would commit.
            rollBack(connection, e);
            throw e;
          }
        });
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private interface ConnectionWork<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T withConnection(ConnectionWork<T> work) {
    try (var connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw SqlFailures.exception(e, dependency);
    }
  }

  /** Statements on one connection. */
  public static final class Transaction {
    private final Connection connection;

    private Transaction(Connection connection) {
      this.connection = connection;
    }

    /** The connection itself, for what has no method here (COPY). Never close it. */
    public Connection connection() {
      return connection;
    }

    /** Rows of a query. */
    public <T> List<T> query(String sql, Binder binder, RowReader<T> reader) throws SQLException {
      try (var statement = connection.prepareStatement(sql)) {
        binder.bind(statement);
        try (var rows = statement.executeQuery()) {
          var result = new ArrayList<T>();
          while (rows.next()) {
            result.add(reader.read(rows));
          }
          return List.copyOf(result);
        }
      }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, Binder binder, RowReader<T> reader)
        throws SQLException {
      try (var statement = connection.prepareStatement(sql)) {
        binder.bind(statement);
        try (var rows = statement.executeQuery()) {
          return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
      }
    }

    /** Runs a statement and returns the number of rows it touched. */
    public int update(String sql, Binder binder) throws SQLException {
      try (var statement = connection.prepareStatement(sql)) {
        binder.bind(statement);
        return statement.executeUpdate();
      }
    }

    /** Runs statements without parameters, as DDL has them. */
    public void execute(String sql) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
