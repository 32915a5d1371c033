package dev.hindcast.worker.branch.postgres;

import dev.hindcast.worker.assignment.BranchLogin;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.Branches;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import java.time.Duration;

/**
 * Opens branches with a small pool each: two connections for every slot, since every shard holds
 * one or, of a delta replay, two while it reads, and one more for outcomes, which are looked up
 * meanwhile and must never wait for those.
 */
public final class PostgresBranches implements Branches {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration IDLE_TIME = Duration.ofSeconds(30);

  private final int slots;
  private final Duration stall;

  /**
   * @param stall how long a statement may be silent before it is given up
   */
  public PostgresBranches(int slots, Duration stall) {
    this.slots = slots;
    this.stall = stall;
  }

  @Override
  public Branch open(BranchLogin login) {
    var connections =
        new LoopConnectionFactory(loop -> new PostgresqlConnectionFactory(settings(login, loop)));
    return new PostgresBranch(
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(connections)
                .initialSize(0)
                .minIdle(0)
                .maxSize(2 * slots + 1)
                .maxIdleTime(IDLE_TIME)
                .maxAcquireTime(ACQUIRE_TIMEOUT)
                .build()),
        stall);
  }

  private static PostgresqlConnectionConfiguration settings(BranchLogin login, Loop loop) {
    return PostgresqlConnectionConfiguration.builder()
        .host(login.host())
        .port(login.port())
        .database(login.database())
        .username(login.user())
        .password(login.password())
        .sslMode(SSLMode.fromValue(login.sslMode().isEmpty() ? "prefer" : login.sslMode()))
        .applicationName("hindcast-replay-worker")
        .connectTimeout(CONNECT_TIMEOUT)
        .tcpKeepAlive(true)
        .tcpNoDelay(true)
        .autodetectExtensions(false)
        .forceBinary(true)
        .codecRegistrar(new WireCodecs())
        .loopResources(loop.resources())
        .build();
  }
}
