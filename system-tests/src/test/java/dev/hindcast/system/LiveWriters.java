package dev.hindcast.system;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that record refunds in transactions of all kinds: short and long, with subtransactions,
 * rolled back in part or whole; and keep book of what each committed transaction wrote.
 */
final class LiveWriters implements AutoCloseable {
  private static final String RECORD =
      """
      INSERT INTO hindcast.action (workflow_id, step, occurred_at, agent, tool, arguments)
      VALUES (?, ?, now(), 'live', 'refund', '{"amount": 900}') RETURNING action_id""";

  private final DatabaseSettings store;
  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();
  private final Queue<Committed> book = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /**
   * A transaction that was committed.
   *
   * @param begin when it was begun, in nanoseconds
   * @param end when its commit was answered
   */
  record Committed(List<Long> actions, long begin, long end) {}

  LiveWriters(DatabaseSettings store, int number, long seed) {
    this.store = store;
    this.threads = Executors.newFixedThreadPool(number);
    var seeds = new SplittableRandom(seed);
    for (int i = 0; i < number; i++) {
      var random = seeds.split();
      var name = "live-" + i;
      writers.add(
          threads.submit(
              () -> {
                write(name, random);
                return null;
              }));
    }
  }

  /** A transaction that was begun and has recorded one action. */
  static Connection open(DatabaseSettings store, String workflow) throws SQLException {
    var connection = DriverManager.getConnection(store.url(), store.user(), store.password());
    connection.setAutoCommit(false);
    var _ = record(connection, workflow, 0);
    return connection;
  }

  private void write(String name, SplittableRandom random) throws SQLException {
    try (var connection =
        DriverManager.getConnection(store.url(), store.user(), store.password())) {
      connection.setAutoCommit(false);
      for (int n = 0; !stopping; n++) {
        one(connection, name + "-" + n, random);
      }
    }
  }

  private void one(Connection connection, String workflow, SplittableRandom random)
      throws SQLException {
    var begin = System.nanoTime();
    var actions = new ArrayList<Long>();
    for (int step = 0, steps = random.nextInt(1, 5); step < steps; step++) {
      var savepoint = random.nextBoolean() ? connection.setSavepoint() : null;
      var action = record(connection, workflow, step);
      if (savepoint != null && random.nextInt(3) == 0) {
        connection.rollback(savepoint);
      } else {
        actions.add(action);
      }
      pause(random.nextInt(random.nextInt(20) == 0 ? 700 : 20));
    }
    if (random.nextInt(6) == 0) {
      connection.rollback();
    } else {
      connection.commit();
      book.add(new Committed(List.copyOf(actions), begin, System.nanoTime()));
    }
  }

  private static long record(Connection connection, String workflow, int step) throws SQLException {
    try (var insert = connection.prepareStatement(RECORD)) {
      insert.setString(1, workflow);
      insert.setInt(2, step);
      try (var rows = insert.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** The length of a transaction is what is tested: there is no event to wait for. */
  private static void pause(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  void awaitTransactions(int more) {
    var from = book.size();
    Await.until(
        more + " more transactions",
        Duration.ofSeconds(60),
        () -> book.size() >= from + more || writers.stream().anyMatch(Future::isDone));
  }

  /** Ends the writers and gives what they committed. */
  List<Committed> stop() throws Exception {
    stopping = true;
    for (var writer : writers) {
      writer.get();
    }
    return List.copyOf(book);
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
