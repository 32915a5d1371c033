package dev.hindcast.branch.store;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regular work on many stores, so that none holds up the others: stores go side by side, the work
 * on one in its order. What fails is logged and left to the next run; a store that is silent twice
 * in a row is left alone until then, and one that takes longer than the patience goes on by itself,
 * at most once at a time. Thread-safe.
 */
public final class PerStore {
  private static final Logger log = LoggerFactory.getLogger(PerStore.class);
  private static final int SILENT = 2;

  private final Duration patience;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  /** Waits so long at most for the stores of a run. */
  public PerStore(Duration patience) {
    this.patience = requireNonNull(patience);
  }

  /** With the patience of a sweep. */
  public static PerStore ofSweeps() {
    return new PerStore(Duration.ofSeconds(30));
  }

  /**
   * Does something with each item.
   *
   * @param store of an item
   * @return what came of those that succeeded in time
   */
  public <T, R> List<R> run(Collection<T> items, Function<T, String> store, Function<T, R> step) {
    Map<String, List<T>> byStore = new LinkedHashMap<>();
    items.forEach(
        item -> byStore.computeIfAbsent(store.apply(item), _ -> new ArrayList<>()).add(item));
    var results = new ConcurrentLinkedQueue<R>();
    var turns = new ArrayList<CompletableFuture<Void>>();
    byStore.forEach(
        (id, own) -> {
          if (busy.add(id)) {
            turns.add(
                CompletableFuture.runAsync(
                    () -> turn(id, own, step, results), Thread::startVirtualThread));
          } else {
            log.warn("stores/{} is still at work on the last run", id);
          }
        });
    await(CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new)));
    return List.copyOf(results);
  }

  private <T, R> void turn(String store, List<T> items, Function<T, R> step, Queue<R> results) {
    try {
      int silent = 0;
      for (var item : items) {
        try {
          results.add(step.apply(item));
          silent = 0;
        } catch (RuntimeException e) {
          log.warn("{} is left to the next run", item, e);
          silent = isSilence(e) ? silent + 1 : 0;
        }
        if (silent == SILENT) {
          log.warn("stores/{} does not answer: the rest of it is left to the next run", store);
          return;
        }
      }
    } finally {
      var _ = busy.remove(store);
    }
  }

  private static boolean isSilence(RuntimeException e) {
    return e instanceof FailureException failed
        && failed.failure() instanceof Failure.DependencyUnavailable;
  }

  private void await(CompletableFuture<Void> all) {
    try {
      var _ = all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      log.warn("stores {} take longer than {}: the run goes on without them", busy, patience);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sweep ended by an error", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
