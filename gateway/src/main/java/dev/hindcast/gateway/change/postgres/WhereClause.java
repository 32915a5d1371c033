package dev.hindcast.gateway.change.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Conditions that are given, with their parameters. */
final class WhereClause {
  private final StringBuilder sql = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  void add(String condition, Object value) {
    sql.append(" AND ").append(condition);
    values.add(value);
  }

  /** Nothing if the text is empty. */
  void addText(String condition, String value) {
    if (!value.isEmpty()) {
      add(condition, value);
    }
  }

  void addNumbers(String condition, List<Integer> numbers) {
    add(condition, numbers.toArray(Integer[]::new));
  }

  String sql() {
    return sql.toString();
  }

  /** Binds all from {@code first} on; returns the index after the last. */
  int bind(PreparedStatement statement, int first) throws SQLException {
    var index = first;
    for (var value : values) {
      if (value instanceof Integer[] numbers) {
        statement.setArray(index++, statement.getConnection().createArrayOf("int4", numbers));
      } else {
        statement.setObject(index++, value);
      }
    }
    return index;
  }
}
