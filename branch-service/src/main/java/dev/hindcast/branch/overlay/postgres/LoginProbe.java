package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Opens a fork as its users will. */
final class LoginProbe {
  private LoginProbe() {}

  /**
   * Returns if the fork answers {@code SELECT 1}.
   *
   * @param url of the store's database, with whatever transport settings it has
   */
  static void check(String url, BranchLogin login) {
    try (var connection = DriverManager.getConnection(url, login.user(), login.password());
        var statement = connection.createStatement()) {
      statement.execute("SELECT 1 FROM loaded_bundle");
    } catch (SQLException e) {
      throw SqlFailures.exception(e, "the new branch");
    }
  }
}
