package dev.hindcast.branch.provider;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A trace store that tests write to, and plain SQL on it and on its forks. */
public record StoreUnderTest(String id, DatabaseSettings admin) {
  private static final AtomicInteger WORKFLOWS = new AtomicInteger();

  public Connection open() throws SQLException {
    return DriverManager.getConnection(admin.url(), admin.user(), admin.password());
  }

  public Connection open(BranchLogin login) throws SQLException {
    var url = "jdbc:postgresql://%s:%d/%s".formatted(login.host(), login.port(), login.database());
    return DriverManager.getConnection(url, login.user(), login.password());
  }

  /** Records actions of a workflow of their own, in one transaction. */
  public void record(int actions) throws SQLException {
    try (var connection = open()) {
      record(connection, "w" + WORKFLOWS.incrementAndGet(), 0, actions);
    }
  }

  public static void record(Connection connection, String workflow, int firstStep, int actions)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
            SELECT ?, i, now(), 'refund', jsonb_build_object('amount', i) FROM generate_series(?, ?) AS i""")) {
      insert.setString(1, workflow);
      insert.setInt(2, firstStep);
      insert.setInt(3, firstStep + actions - 1);
      insert.executeUpdate();
    }
  }

  /** Everything a reader sees, in one order, as text: equal lists are equal contents. */
  public static List<String> contents(Connection connection, String prefix) throws SQLException {
    var all = new ArrayList<String>();
    all.addAll(texts(connection, "SELECT t::text FROM " + prefix + "action t ORDER BY action_id"));
    all.addAll(
        texts(
            connection,
            "SELECT t::text FROM " + prefix + "workflow_outcome t ORDER BY outcome_id"));
    all.addAll(
        texts(
            connection,
            "SELECT t::text FROM " + prefix + "policy_activation t ORDER BY activation_id"));
    return all;
  }

  public List<String> contents(BranchLogin login) throws SQLException {
    try (var connection = open(login)) {
      return contents(connection, "");
    }
  }

  public List<String> contents() throws SQLException {
    try (var connection = open()) {
      return contents(connection, "hindcast.");
    }
  }

  public static List<String> texts(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  public static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
