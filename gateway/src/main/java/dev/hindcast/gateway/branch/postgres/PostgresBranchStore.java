package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchStore;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Function;

/** Opens branches that speak PostgreSQL. One connection a call: a branch lives for minutes. */
@Singleton
final class PostgresBranchStore implements BranchStore {
  private static final String CONNECT_SECONDS = "5";
  private static final String ANSWER_SECONDS = "300";

  @Override
  public <T> T read(BranchLogin login, Function<BranchReader, T> work) {
    try (var connection = connect(login)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      var result = work.apply(new PostgresBranchReader(connection));
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw new BranchUnreachableException(e);
    }
  }

  private static Connection connect(BranchLogin login) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("ApplicationName", "hindcast-gateway");
    if (!login.sslMode().isEmpty()) {
      properties.setProperty("sslmode", login.sslMode());
    }
    if (login.sslMode().startsWith("verify")) {
      // The authorities that this machine trusts, not a file in somebody's home.
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    var database = URLEncoder.encode(login.database(), StandardCharsets.UTF_8);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + login.host() + ":" + login.port() + "/" + database, properties);
  }
}
