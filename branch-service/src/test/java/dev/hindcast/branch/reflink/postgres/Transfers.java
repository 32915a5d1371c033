package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.testkit.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Writers that move amounts between accounts: the sum never changes, pages and indexes do. */
final class Transfers implements AutoCloseable {
  static final int ACCOUNTS = 20_000;

  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();
  private final AtomicInteger moves = new AtomicInteger();
  private volatile boolean stopping;

  Transfers(StoreUnderTest store, String tablespace, int number, long seed) throws SQLException {
    try (var connection = store.open()) {
      StoreUnderTest.run(
          connection,
          """
          CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA public;
          CREATE TABLE public.account (id int PRIMARY KEY, balance bigint NOT NULL, filler text NOT NULL) TABLESPACE %s;
          INSERT INTO public.account SELECT i, 100, repeat('x', 200) FROM generate_series(1, %d) i;
          CREATE INDEX account_balance ON public.account (balance, id)"""
              .formatted(tablespace, ACCOUNTS));
    }
    threads = Executors.newFixedThreadPool(number);
    var seeds = new SplittableRandom(seed);
    for (int i = 0; i < number; i++) {
      var random = seeds.split();
      writers.add(
          threads.submit(
              () -> {
                write(store, random);
                return null;
              }));
    }
  }

  private void write(StoreUnderTest store, SplittableRandom random) throws SQLException {
    try (var connection = store.open();
        var move =
            connection.prepareStatement(
                "UPDATE public.account SET balance = balance + CASE id WHEN ? THEN ? ELSE -? END WHERE id IN (?, ?)")) {
      while (!stopping) {
        int first = random.nextInt(1, ACCOUNTS);
        int second = random.nextInt(first + 1, ACCOUNTS + 1);
        int amount = random.nextInt(1, 50);
        move.setInt(1, first);
        move.setInt(2, amount);
        move.setInt(3, amount);
        move.setInt(4, first);
        move.setInt(5, second);
        try {
          move.executeUpdate();
          moves.incrementAndGet();
        } catch (SQLException e) {
          if (!"40P01".equals(e.getSQLState())) {
            throw e;
          }
        }
      }
    }
  }

  void await(int more) {
    var from = moves.get();
    Await.until(
        more + " more transfers",
        Duration.ofSeconds(60),
        () -> moves.get() >= from + more || writers.stream().anyMatch(Future::isDone));
  }

  void stop() throws Exception {
    stopping = true;
    for (var writer : writers) {
      writer.get();
    }
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
