package dev.hindcast.branch.remote.postgres;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a fork answers: engines say ready before it does. */
public final class DataPlane {
  private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);
  private static final int LOGIN_SECONDS = 10;

  private DataPlane() {}

  /** Asks {@code SELECT 1} of a server that may be starting; false if it does not answer yet. */
  public static boolean answers(DatabaseSettings login) {
    try (var connection =
            DriverManager.getConnection(withTimeout(login.url()), login.user(), login.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT 1 WHERE NOT pg_is_in_recovery()")) {
      return rows.next();
    } catch (SQLException e) {
      LOG.debug("a fork does not answer yet: SQLSTATE {}", e.getSQLState());
      return false;
    }
  }

  private static String withTimeout(String url) {
    return url + (url.contains("?") ? "&" : "?") + "loginTimeout=" + LOGIN_SECONDS;
  }
}
