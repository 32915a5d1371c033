package dev.hindcast.bench;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Reads as users of a store make them; the same ones, from one seed, in parent and fork. */
final class BenchReads implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement point;
  private final PreparedStatement page;
  private final PreparedStatement workflow;
  private final PreparedStatement scan;
  private final List<String> workflows = new ArrayList<>();
  private final SplittableRandom random;
  private final long actions;

  private BenchReads(Connection connection, String table, long actions, long seed)
      throws SQLException {
    this.connection = connection;
    this.actions = actions;
    this.random = new SplittableRandom(seed);
    point =
        connection.prepareStatement(
            "SELECT tool, arguments FROM %s WHERE action_id = ?".formatted(table));
    page =
        connection.prepareStatement(
            "SELECT action_id, tool, arguments FROM %s WHERE action_id >= ? ORDER BY action_id LIMIT 50"
                .formatted(table));
    workflow =
        connection.prepareStatement(
            "SELECT step, tool, arguments FROM %s WHERE workflow_id = ? ORDER BY step"
                .formatted(table));
    scan =
        connection.prepareStatement(
            "SELECT count(*), count(DISTINCT agent), max(step) FROM %s".formatted(table));
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT workflow_id FROM %s WHERE action_id %% %d = 0 ORDER BY action_id LIMIT 500"
                    .formatted(table, Math.max(1, actions / 500)))) {
      while (rows.next()) {
        workflows.add(rows.getString(1));
      }
    }
  }

  static BenchReads of(DatabaseSettings database, String table, long actions, long seed)
      throws SQLException {
    return new BenchReads(
        DriverManager.getConnection(database.url(), database.user(), database.password()),
        table,
        actions,
        seed);
  }

  void point() throws SQLException {
    point.setLong(1, 1 + random.nextLong(actions));
    drain(point);
  }

  void page() throws SQLException {
    page.setLong(1, 1 + random.nextLong(actions));
    drain(page);
  }

  void workflow() throws SQLException {
    workflow.setString(1, workflows.get(random.nextInt(workflows.size())));
    drain(workflow);
  }

  void scan() throws SQLException {
    drain(scan);
  }

  private static void drain(PreparedStatement statement) throws SQLException {
    int rows = 0;
    try (var result = statement.executeQuery()) {
      while (result.next()) {
        rows++;
      }
    }
    if (rows == 0) {
      throw new IllegalStateException("nothing was read");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
