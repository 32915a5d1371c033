package dev.hindcast.branch.provider;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.testkit.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Writers that update, delete and insert in the shop, in subtransactions too, some at REPEATABLE
 * READ. Each transaction moves money and writes its number into three tables, so that half of a
 * transaction shows; the sum of all money never changes.
 */
final class ShopWriters implements AutoCloseable {
  private final StoreUnderTest store;
  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicIntegerArray begun; // number whose commit was called
  private final AtomicIntegerArray done; // number whose commit was answered
  private volatile boolean stopping;

  ShopWriters(StoreUnderTest store, int number, long seed) {
    this.store = store;
    this.threads = Executors.newFixedThreadPool(number);
    this.begun = new AtomicIntegerArray(number);
    this.done = new AtomicIntegerArray(number);
    var seeds = new SplittableRandom(seed);
    for (int i = 0; i < number; i++) {
      var writer = i;
      var random = seeds.split();
      writers.add(
          threads.submit(
              () -> {
                write(writer, random);
                return null;
              }));
    }
  }

  private void write(int writer, SplittableRandom random) throws SQLException {
    try (var connection = store.open()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(
          writer % 2 == 0
              ? Connection.TRANSACTION_READ_COMMITTED
              : Connection.TRANSACTION_REPEATABLE_READ);
      for (int n = 1; !stopping; ) {
        try {
          one(connection, writer, n, random);
          if (random.nextInt(6) == 0) {
            connection.rollback();
          } else {
            begun.set(writer, n);
            connection.commit();
            done.set(writer, n);
            n++;
          }
        } catch (SQLException e) {
          connection.rollback();
          if (!e.getSQLState().startsWith("40")) {
            throw e;
          }
        }
        transactions.incrementAndGet();
      }
    }
  }

  private static void one(Connection connection, int writer, int n, SplittableRandom random)
      throws SQLException {
    run(
        connection,
        "UPDATE shop.account SET note = '%d' WHERE owner = 'owner%d'".formatted(n, writer + 1));
    if (random.nextBoolean()) {
      var savepoint = connection.setSavepoint();
      run(
          connection,
          "UPDATE shop.account SET balance = balance + 1000, note = 'never' WHERE owner = 'owner%d'"
              .formatted(writer + 1));
      run(connection, "DELETE FROM shop.parcel WHERE id = " + (writer + 1));
      if (random.nextInt(3) > 0) {
        connection.rollback(savepoint);
      } else {
        connection.releaseSavepoint(savepoint);
        run(
            connection,
            "UPDATE shop.account SET balance = balance - 1000, note = '%d' WHERE owner = 'owner%d'"
                .formatted(n, writer + 1));
      }
    }
    // A row that goes and comes back under its key, and one that moves to another partition.
    run(connection, "DELETE FROM shop.parcel WHERE id = " + (writer + 1));
    run(
        connection,
        "INSERT INTO shop.parcel VALUES (%d, '%s', '%d')"
            .formatted(writer + 1, random.nextBoolean() ? "2010-01-01" : "2030-01-01", n));
    run(
        connection,
        "UPDATE shop.parcel SET day = CASE WHEN day < '2020-01-01' THEN date '2031-01-01' ELSE '2011-01-01' END WHERE id = "
            + (writer + 1));
    run(connection, "DELETE FROM shop.\"order\" WHERE price = 7 AND account_id = " + (writer + 1));
    run(
        connection,
        "INSERT INTO shop.\"order\" (account_id, quantity, price) VALUES (%d, %d, 7)"
            .formatted(writer + 1, n));
    var from = random.nextInt(11, 41);
    var to = random.nextInt(11, 41);
    run(
        connection,
        "UPDATE shop.account SET balance = balance - 1 WHERE id = %d AND balance >= 1"
            .formatted(from));
    run(
        connection,
        """
        UPDATE shop.account SET balance = balance + 1 WHERE id = %d AND %d <> %d
          AND EXISTS (SELECT FROM shop.account WHERE id = %d)"""
            .formatted(to, to, from, from));
    if (to == from) {
      run(connection, "UPDATE shop.account SET balance = balance + 1 WHERE id = " + to);
    }
  }

  /** The newest transaction of each writer that is known to have ended. */
  List<Integer> ended() {
    return numbers(done);
  }

  /** The newest transaction of each writer whose end was asked for. */
  List<Integer> asked() {
    return numbers(begun);
  }

  private static List<Integer> numbers(AtomicIntegerArray array) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < array.length(); i++) {
      numbers.add(array.get(i));
    }
    return numbers;
  }

  void awaitTransactions(int more) {
    var from = transactions.get();
    Await.until(
        more + " more transactions",
        Duration.ofSeconds(60),
        () -> transactions.get() >= from + more || writers.stream().anyMatch(Future::isDone));
  }

  void stop() throws Exception {
    stopping = true;
    for (var writer : writers) {
      writer.get();
    }
    assertThat(transactions.get()).isPositive();
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
