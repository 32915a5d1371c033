package dev.hindcast.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.worker.assignment.BranchLogin;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.postgres.PostgresBranches;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/**
 * A server that goes while a worker reads: the reading ends, each time. The worker asks for rows on
 * one thread while another one notices that the connection is gone, and the driver bears no two.
 */
class LostServerIT {
  private static final int TIMES = Integer.getInteger("lost-server.times", 60);
  private static final long SEED = Long.getLong("lost-server.seed", new Random().nextLong());
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final KeySet NONE = KeySet.of();
  private static final Projection NARROW =
      new Projection(false, false, false, NONE, NONE, false, false, false, Optional.empty());

  @Test
  void everyReadingEnds() throws InterruptedException {
    System.out.println("again: -Dlost-server.seed=" + SEED);
    var random = new Random(SEED);
    var judging = Schedulers.newSingle("judging");
    try (var store = new TestBranch()) {
      store.run(
          """
          INSERT INTO hindcast.action (workflow_id, step, occurred_at, tool, arguments)
          SELECT 'w' || i / 10, i % 10, '2026-05-01 00:00Z', 'send_email', '{}' FROM generate_series(1, 60000) i""");
      var branches = new PostgresBranches(1, Duration.ofMinutes(5));
      for (var i = 0; i < TIMES; i++) {
        var branch = branches.open(login(store));
        var begun = new CountDownLatch(1);
        var pause = random.nextInt(2_000);
        var rows =
            branch
                .actions(
                    new ActionQuery(new ShardRange.Actions(0, Long.MAX_VALUE), Window.ALL, NARROW))
                .buffer(64)
                .publishOn(judging, 2)
                .doOnNext(
                    _ -> {
                      begun.countDown();
                      LockSupport.parkNanos(pause * 100L);
                    })
                .then()
                .toFuture();
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        LockSupport.parkNanos(random.nextInt(3_000_000));
        terminate(store);
        assertThat(rows)
            .as("reading %d", i)
            .failsWithin(PATIENCE)
            .withThrowableThat()
            .withCauseInstanceOf(FailureException.class);
        close(branch);
      }
    } finally {
      judging.dispose();
    }
  }

  private static void close(Branch branch) {
    // Its connections are gone: saying goodbye may fail.
    var _ = branch.close().onErrorComplete().block(PATIENCE);
  }

  private static void terminate(TestBranch store) {
    var _ =
        store
            .jdbc()
            .query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'branch_%' AND datname = current_database()",
                Binder.NONE, row -> row.getBoolean(1));
  }

  private static BranchLogin login(TestBranch store) {
    var connection = store.connection();
    return new BranchLogin(
        connection.getHost(),
        connection.getPort(),
        connection.getDatabase(),
        connection.getUser(),
        connection.getPassword(),
        "disable");
  }
}
