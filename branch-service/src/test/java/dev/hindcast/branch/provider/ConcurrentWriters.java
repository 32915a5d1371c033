package dev.hindcast.branch.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.testkit.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers that record actions in transactions of all kinds, and keep book of what each transaction
 * wrote, when it began and when its commit was answered.
 */
final class ConcurrentWriters implements AutoCloseable {
  private static final int MOST = 2_000;

  /** Writers that hold a transaction open until the cut; the others must go on. */
  private static final int HOLDERS = 2;

  private final StoreUnderTest store;
  private final ExecutorService threads;
  private final List<Future<?>> writers = new ArrayList<>();
  private final Queue<Written> book = new ConcurrentLinkedQueue<>();
  private final AtomicInteger transactions = new AtomicInteger();
  private final CountDownLatch holding = new CountDownLatch(HOLDERS);
  private volatile boolean stopping;
  private volatile boolean isCut;

  /**
   * One transaction.
   *
   * @param rows that are there if it is committed
   * @param never rows of it that were rolled back, all of them if it was not committed
   */
  private record Written(
      Set<String> rows,
      Set<String> never,
      boolean committed,
      long begin,
      long commitCalled,
      long end) {}

  ConcurrentWriters(StoreUnderTest store, int number, long seed) {
    this.store = store;
    this.threads = Executors.newFixedThreadPool(number);
    var seeds = new SplittableRandom(seed);
    for (int i = 0; i < number; i++) {
      var random = seeds.split();
      var writer = "v" + i;
      var holds = i < HOLDERS;
      writers.add(
          threads.submit(
              () -> {
                write(writer, holds, random);
                return null;
              }));
    }
  }

  private void write(String writer, boolean holds, SplittableRandom random) throws SQLException {
    try (var connection = store.open()) {
      connection.setAutoCommit(false);
      for (int n = 0; !stopping; n++) {
        if (n > MOST) { // a fork of seconds has seen enough
          Await.until("the cut", Duration.ofSeconds(120), () -> stopping || isCut);
        }
        one(connection, writer + "-" + n, holds && !isCut, random);
        transactions.incrementAndGet();
      }
    }
  }

  private void one(Connection connection, String workflow, boolean hold, SplittableRandom random)
      throws SQLException {
    var begin = System.nanoTime();
    var rows = new HashSet<String>();
    var never = new HashSet<String>();
    int step = 0;
    for (int part = random.nextInt(1, 5); part > 0; part--) {
      var savepoint = random.nextBoolean() ? connection.setSavepoint() : null;
      StoreUnderTest.record(connection, workflow, step, 2);
      // Who holds has something to commit after the cut.
      var undone = savepoint != null && random.nextInt(3) == 0 && !(hold && part == 1);
      var fate = undone ? never : rows;
      fate.add(workflow + "/" + step);
      fate.add(workflow + "/" + (step + 1));
      if (undone) {
        connection.rollback(savepoint);
      } else if (savepoint != null && random.nextBoolean()) {
        connection.releaseSavepoint(savepoint);
      }
      step += 2;
    }
    if (hold) {
      holding.countDown();
      Await.until("the cut", Duration.ofSeconds(60), () -> stopping || isCut);
    }
    var committed = hold || random.nextInt(6) != 0;
    var commitCalled = System.nanoTime();
    if (committed) {
      connection.commit();
    } else {
      connection.rollback();
      never.addAll(rows);
    }
    book.add(
        new Written(
            committed ? rows : Set.of(), never, committed, begin, commitCalled, System.nanoTime()));
  }

  /** Waits until every one that holds a transaction open does. */
  void awaitHolders() {
    Await.until(
        "open transactions",
        Duration.ofSeconds(60),
        () -> holding.getCount() == 0 || writers.stream().anyMatch(Future::isDone));
  }

  void awaitTransactions(int more) {
    var from = transactions.get();
    Await.until(
        more + " more transactions",
        Duration.ofSeconds(60),
        () -> transactions.get() >= from + more || writers.stream().anyMatch(Future::isDone));
  }

  /** The fork is there: who holds a transaction open ends it now. */
  void cut() {
    isCut = true;
  }

  void stop() throws Exception {
    stopping = true;
    for (var writer : writers) {
      writer.get();
    }
  }

  /**
   * Whether a fork that was asked for at {@code before} and was there at {@code after} is one cut:
   * transactions are in as a whole or not at all; all that were committed before are in; none whose
   * commit was called after is; and with a transaction everything that ended before it began is in.
   */
  void check(List<String> fork, long before, long after) {
    var seen = new HashSet<>(fork);
    assertThat(fork).doesNotHaveDuplicates();
    long lastBegin = Long.MIN_VALUE;
    int in = 0;
    int across = 0;
    for (var written : book) {
      assertThat(written.never()).noneMatch(seen::contains);
      if (!written.committed() || written.rows().isEmpty()) {
        continue;
      }
      var holds = seen.contains(written.rows().iterator().next());
      if (holds) {
        assertThat(seen.containsAll(written.rows())).as("the whole transaction").isTrue();
        lastBegin = Math.max(lastBegin, written.begin());
        in++;
      } else {
        assertThat(written.rows()).noneMatch(seen::contains);
      }
      if (written.end() < before) {
        assertThat(holds).as("committed before the fork").isTrue();
      }
      if (written.commitCalled() > after) {
        assertThat(holds).as("committed after the fork").isFalse();
        across += written.begin() < before ? 1 : 0;
      }
    }
    for (var written : book) {
      if (written.committed() && written.end() < lastBegin) {
        assertThat(written.rows()).allMatch(seen::contains);
      }
    }
    assertThat(in).isPositive();
    assertThat(across).as("transactions that were open across the cut").isPositive();
  }

  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
