package dev.hindcast.ingest.write;

import static java.util.Objects.requireNonNull;

import dev.hindcast.ingest.action.Distinct;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import dev.hindcast.ingest.write.ActionStore.RefusedValueException;
import dev.hindcast.ingest.write.ActionStore.Stored;
import dev.hindcast.ingest.write.IngestMetrics.Result;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes deliveries to one store, many at a time: what arrives while a batch is being written is
 * the next batch. A delivery is answered when it is on disk; nothing is kept that was not answered,
 * so a sender that gets no answer sends it again.
 *
 * <p>Thread-safe. A store that does not answer fails the deliveries of the batch, and the next ones
 * try anew.
 */
public final class StoreWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
  private static final int BATCH = 10_000;

  // A batch is copied once more on its way to the database.
  private static final long BATCH_BYTES = 16L << 20;

  private final String name;
  private final ActionStore store;
  private final Capacity capacity;
  private final String id;
  private final IngestMetrics metrics;
  private final Thread thread;
  private final Deque<Pending> queue = new ArrayDeque<>();
  private int waiting;
  private long bytes;
  private boolean closed;

  /**
   * A writer with a thread of its own.
   *
   * @param id of the store
   * @param store closed with the writer
   * @param capacity what may wait
   */
  public StoreWriter(String id, ActionStore store, Capacity capacity, IngestMetrics metrics) {
    this.id = requireNonNull(id);
    this.name = "stores/" + id;
    this.store = requireNonNull(store);
    this.capacity = requireNonNull(capacity);
    this.metrics = requireNonNull(metrics);
    metrics.writes(id, this::waiting);
    this.thread = Thread.ofPlatform().daemon().name("ingest " + name).start(this::run);
  }

  /**
   * How much a writer holds. What is being written counts as bytes, and no longer as records: it
   * takes memory until it is answered.
   *
   * @param records actions and outcomes that wait, at most
   * @param bytes that they take, about, at most
   */
  public record Capacity(int records, long bytes) {
    public Capacity {
      if (records < 1 || bytes < 1) {
        throw new IllegalArgumentException("a writer holds at least one record and one byte");
      }
    }
  }

  private static final class Pending {
    private final Delivery delivery;
    private final long bytes;
    private final CompletableFuture<Receipt> done = new CompletableFuture<>();
    private int refused;

    private Pending(Delivery delivery) {
      this.delivery = delivery;
      this.bytes = delivery.bytes();
    }
  }

  /**
   * Returns if there is room for anything now. For a receiver to ask before it reads what it could
   * not hand over.
   *
   * @throws FailureException with {@code QuotaExceeded} if too much waits
   */
  public void requireRoom() {
    synchronized (queue) {
      var full = full(1, 1);
      if (full.isPresent()) {
        throw full.get();
      }
    }
  }

  // Under the lock. A delivery larger than all that may wait gets in when nothing else waits.
  private Optional<FailureException> full(int records, long size) {
    Failure failure;
    if (waiting > 0 && waiting + records > capacity.records()) {
      failure =
          new Failure.QuotaExceeded("actions waiting for " + name, capacity.records(), waiting);
    } else if (bytes > 0 && bytes + size > capacity.bytes()) {
      failure = new Failure.QuotaExceeded("bytes waiting for " + name, capacity.bytes(), bytes);
    } else {
      return Optional.empty();
    }
    metrics.delivered(id, Result.FULL, 1);
    return Optional.of(new FailureException(failure));
  }

  /** Takes a delivery; the future fails if the store does not answer or too much waits. */
  public CompletableFuture<Receipt> write(Delivery delivery) {
    if (delivery.size() == 0) {
      return CompletableFuture.completedFuture(Receipt.COMPLETE);
    }
    var pending = new Pending(delivery);
    synchronized (queue) {
      if (closed) {
        metrics.delivered(id, Result.UNAVAILABLE, 1);
        return CompletableFuture.failedFuture(
            new FailureException(new Failure.DependencyUnavailable(name)));
      }
      var full = full(delivery.size(), pending.bytes);
      if (full.isPresent()) {
        return CompletableFuture.failedFuture(full.get());
      }
      waiting += delivery.size();
      bytes += pending.bytes;
      queue.add(pending);
      queue.notifyAll();
    }
    return pending.done;
  }

  private void run() {
    for (var batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        write(batch);
        metrics.delivered(id, Result.STORED, batch.size());
        written(batch);
        batch.forEach(pending -> pending.done.complete(new Receipt(pending.refused)));
      } catch (FailureException e) {
        metrics.delivered(id, Result.UNAVAILABLE, batch.size());
        log.warn("{}: a batch of {} requests was not written", name, batch.size(), e);
        fail(batch, e);
      } catch (Throwable e) {
        // An Error too: whoever waits must hear of it.
        metrics.delivered(id, Result.FAILED, batch.size());
        log.error("{}: a batch of {} requests was not written", name, batch.size(), e);
        fail(batch, e);
      }
    }
  }

  private void fail(List<Pending> batch, Throwable cause) {
    written(batch);
    batch.forEach(pending -> pending.done.completeExceptionally(cause));
  }

  /** Before anybody is answered: who sends again at once must find the room. */
  private void written(List<Pending> batch) {
    synchronized (queue) {
      bytes -= batch.stream().mapToLong(pending -> pending.bytes).sum();
    }
  }

  /** The next batch; empty at the end. */
  private List<Pending> next() {
    synchronized (queue) {
      while (queue.isEmpty() && !closed) {
        try {
          queue.wait();
        } catch (InterruptedException e) {
          closed = true;
        }
      }
      var batch = new ArrayList<Pending>();
      int size = 0;
      long taken = 0;
      while (!queue.isEmpty()
          && (size == 0
              || (size + queue.peek().delivery.size() <= BATCH
                  && taken + queue.peek().bytes <= BATCH_BYTES))) {
        var pending = queue.remove();
        size += pending.delivery.size();
        taken += pending.bytes;
        batch.add(pending);
      }
      waiting -= size;
      return batch;
    }
  }

  private void write(List<Pending> batch) {
    var origins = new IdentityHashMap<Object, Pending>();
    var actions = new ArrayList<IncomingAction>();
    var outcomes = new ArrayList<IncomingOutcome>();
    for (var pending : batch) {
      pending.delivery.actions().forEach(action -> origins.put(action, pending));
      pending.delivery.outcomes().forEach(outcome -> origins.put(outcome, pending));
      actions.addAll(pending.delivery.actions());
      outcomes.addAll(pending.delivery.outcomes());
    }
    write(actions, outcomes, origins);
  }

  private int waiting() {
    synchronized (queue) {
      return waiting;
    }
  }

  private Stored add(List<IncomingAction> actions, List<IncomingOutcome> outcomes)
      throws RefusedValueException {
    var began = System.nanoTime();
    try {
      return store.add(Distinct.of(actions), outcomes);
    } finally {
      metrics.took(id, began);
    }
  }

  // What the database refuses is found by halving: all else of the batch is stored.
  private void write(
      List<IncomingAction> actions, List<IncomingOutcome> outcomes, Map<Object, Pending> origins) {
    if (actions.isEmpty() && outcomes.isEmpty()) {
      return;
    }
    try {
      var stored = add(actions, outcomes);
      metrics.written(id, stored.actions(), actions.size() - stored.actions());
      log.debug("{}: {} of {} actions were new", name, stored.actions(), actions.size());
    } catch (RefusedValueException e) {
      if (actions.size() + outcomes.size() == 1) {
        var refused = actions.isEmpty() ? outcomes.getFirst() : actions.getFirst();
        origins.get(refused).refused++;
        log.warn("{}: refused, {}", name, e.getMessage());
        return;
      }
      var half = actions.size() / 2;
      var other = outcomes.size() / 2;
      if (actions.size() == 1) {
        write(actions, List.of(), origins);
        write(List.of(), outcomes, origins);
        return;
      }
      write(actions.subList(0, half), outcomes.subList(0, other), origins);
      write(
          actions.subList(half, actions.size()), outcomes.subList(other, outcomes.size()), origins);
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() {
    synchronized (queue) {
      closed = true;
      queue.notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
