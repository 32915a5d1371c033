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

/** Queries on the connection to a branch. */
record BranchQuery(Connection connection) {

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

  <T> Optional<T> first(String sql, Binder binder, RowReader<T> reader) {
    return all(sql, binder, reader).stream().findFirst();
  }
}
