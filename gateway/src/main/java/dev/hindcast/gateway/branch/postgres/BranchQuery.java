package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.gateway.branch.BranchStore.BranchUnreachableException;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.RowReader;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries on the connection to a branch. */
record BranchQuery(Connection connection) {
  private static final Logger log = LoggerFactory.getLogger(BranchQuery.class);

  /** Of rows that may hold whole documents. */
  private static final int FETCH = 100;

  <T> List<T> all(String sql, Binder binder, RowReader<T> reader) {
    try (var statement = connection.prepareStatement(sql)) {
      binder.bind(statement);
      try (var rows = statement.executeQuery()) {
        var result = new ArrayList<T>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    } catch (SQLException e) {
      throw new BranchUnreachableException(SqlFailures.exception(e, "the branch"));
    }
  }

  /**
   * Takes rows a few at a time, until there are no more or the reader has enough.
   *
   * @param reader true if it wants another one
   */
  void each(String sql, Binder binder, RowReader<Boolean> reader) {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      binder.bind(statement);
      try (var rows = statement.executeQuery()) {
        while (rows.next() && reader.read(rows)) {
          // The reader has taken it.
        }
      }
    } catch (SQLException e) {
      throw new BranchUnreachableException(SqlFailures.exception(e, "the branch"));
    }
  }

  /**
   * A query that the branch may refuse, whatever for; empty then. What was read before stays read.
   */
  <T> Optional<T> attempt(String sql, Binder binder, RowReader<T> reader) {
    try {
      var before = connection.setSavepoint();
      try (var statement = connection.prepareStatement(sql)) {
        binder.bind(statement);
        try (var rows = statement.executeQuery()) {
          return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
      } catch (SQLException e) {
        log.info("the branch does not answer a statement: {}", e.getSQLState());
        connection.rollback(before);
        return Optional.empty();
      }
    } catch (SQLException e) {
      throw new BranchUnreachableException(SqlFailures.exception(e, "the branch"));
    }
  }

  <T> Optional<T> first(String sql, Binder binder, RowReader<T> reader) {
    return all(sql, binder, reader).stream().findFirst();
  }
}
