package dev.hindcast.tracestore.generate;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Writes a fleet into a trace store with parallel COPY, one transaction a block. A fleet whose
 * writing died is completed by writing it again; one that is whole stays as it is. In an empty
 * store even the action ids are the same every time.
 */
public final class FleetWriter {
  private static final String COPY_ACTIONS =
      """
      COPY hindcast.action (action_id, workflow_id, step, occurred_at, tenant, agent, model, tool, arguments, context,
                            result, error, effect, rule_id, bundle_version) FROM STDIN
      """;
  private static final String COPY_OUTCOMES =
      "COPY hindcast.workflow_outcome (workflow_id, outcome, labels, occurred_at) FROM STDIN";
  // Nobody may take an id between the two steps of a reservation.
  private static final String LOCK = "LOCK TABLE hindcast.action IN SHARE ROW EXCLUSIVE MODE";
  private static final String RESERVE =
      """
      WITH first AS (SELECT nextval(pg_get_serial_sequence('hindcast.action', 'action_id')) AS id)
      SELECT id, setval(pg_get_serial_sequence('hindcast.action', 'action_id'), id + ? - 1) FROM first
      """;
  private static final String KNOWN =
      "SELECT workflow_id FROM hindcast.action WHERE workflow_id = ANY (?) AND step = 0";

  private final Jdbc jdbc;
  private final Fleet fleet;
  private final Progress progress;
  private final AtomicLong nextBlock = new AtomicLong();
  private final AtomicLong actions = new AtomicLong();
  private final AtomicLong outcomes = new AtomicLong();

  private FleetWriter(Jdbc jdbc, Fleet fleet, Progress progress) {
    this.jdbc = jdbc;
    this.fleet = fleet;
    this.progress = progress;
  }

  /** Told after every stored block, from several threads. */
  @FunctionalInterface
  public interface Progress {
    /** Nobody is told. */
    Progress NONE = actions -> {};

    /** So many actions are stored so far. */
    void stored(long actions);
  }

  /**
   * Writes a fleet.
   *
   * @param store the operational database, with the trace store's schema in it
   * @param threads that generate and copy at once, at least 1
   */
  public static FleetSummary write(
      DatabaseSettings store, Fleet fleet, int threads, Progress progress) {
    var pooled = new DatabaseSettings(store.url(), store.user(), store.password(), threads + 1);
    try (var pool = Databases.pool(pooled, "generate")) {
      var writer = new FleetWriter(new Jdbc(pool, "the trace store"), fleet, progress);
      return writer.run(threads);
    }
  }

  private FleetSummary run(int threads) {
    var started = System.nanoTime();
    var blocks = (fleet.actions() + FleetBlock.SIZE - 1) / FleetBlock.SIZE;
    var known = knownBlocks(blocks);
    if (known.size() < blocks) {
      var base = reserveIds();
      try (var pool = Executors.newFixedThreadPool(threads)) {
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < threads; i++) {
          running.add(pool.submit(() -> writeBlocks(blocks, known, base)));
        }
        running.forEach(FleetWriter::await);
      }
    }
    return new FleetSummary(
        actions.get(),
        fleet.actions() - actions.get(),
        outcomes.get(),
        Duration.ofNanos(System.nanoTime() - started));
  }

  private Set<Long> knownBlocks(long blocks) {
    var firsts =
        LongStream.range(0, blocks)
            .boxed()
            .collect(Collectors.toMap(b -> fleet.workflowId(b * FleetBlock.SIZE), b -> b));
    var ids = firsts.keySet().toArray(String[]::new);
    var known =
        jdbc.query(
            KNOWN,
            statement ->
                statement.setArray(1, statement.getConnection().createArrayOf("text", ids)),
            row -> firsts.get(row.getString(1)));
    return Set.copyOf(known);
  }

  private long reserveIds() {
    return jdbc.inTransaction(
        transaction -> {
          transaction.execute(LOCK);
          return transaction
              .first(
                  RESERVE,
                  statement -> statement.setLong(1, fleet.actions()),
                  row -> row.getLong(1))
              .orElseThrow();
        });
  }

  private void writeBlocks(long blocks, Set<Long> known, long base) {
    var block = new FleetBlock(fleet);
    for (var number = nextBlock.getAndIncrement();
        number < blocks;
        number = nextBlock.getAndIncrement()) {
      if (known.contains(number)) {
        continue;
      }
      block.write(number, base);
      var copied =
          jdbc.inTransaction(
              transaction -> {
                outcomes.addAndGet(block.outcomes().send(transaction.connection(), COPY_OUTCOMES));
                return block.actions().send(transaction.connection(), COPY_ACTIONS);
              });
      progress.stored(actions.addAndGet(copied));
    }
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("generating failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while generating", e);
    }
  }
}
