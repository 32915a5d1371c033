package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.function.Function;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens branches that speak PostgreSQL. One connection a call: a branch lives for minutes. */
@Singleton
final class PostgresBranchStore implements BranchStore {
  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 300;

  @Override
  public <T> T read(BranchLogin login, Function<BranchReader, T> work) {
    try (var connection = dataSource(login).getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      var result = work.apply(new PostgresBranchReader(connection));
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw new BranchUnreachableException(e);
    }
  }

  private static PGSimpleDataSource dataSource(BranchLogin login) {
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {login.host()});
    source.setPortNumbers(new int[] {login.port()});
    source.setDatabaseName(login.database());
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setApplicationName("hindcast-gateway");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    return source;
  }
}
