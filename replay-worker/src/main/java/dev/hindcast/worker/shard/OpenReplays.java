package dev.hindcast.worker.shard;

import dev.hindcast.policy.judge.Judge;
import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.ReplayContext;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.Branches;
import dev.hindcast.worker.bundles.Bundles;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The branches and judges of the replays that this worker has in work: opened by the first shard,
 * shared by the next ones, closed a while after the last. One that failed is opened anew for the
 * next shard. Thread-safe.
 */
public final class OpenReplays {
  private static final Logger LOG = LoggerFactory.getLogger(OpenReplays.class);

  private record Key(String replay, ReplayContext context) {}

  private final Branches branches;
  private final Bundles bundles;
  private final Duration keep;
  private final Scheduler timer;
  private final Map<Key, Entry> open = new HashMap<>();
  private final Set<Entry> entries = new HashSet<>();

  /**
   * @param keep how long a replay without shards in work stays open
   */
  public OpenReplays(Branches branches, Bundles bundles, Duration keep, Scheduler timer) {
    this.branches = branches;
    this.bundles = bundles;
    this.keep = keep;
    this.timer = timer;
  }

  /** Runs work on the replay of a shard and gives the replay back, however the work ends. */
  Mono<Void> use(Assignment assignment, Function<OpenReplay, Mono<Void>> work) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> acquire(assignment)),
        entry -> entry.judge.flatMap(judge -> work.apply(new OpenReplay(entry.branch, judge))),
        this::release,
        (entry, _) -> discard(entry),
        this::release);
  }

  /** Closes every branch; completes when no connection is left. */
  public Mono<Void> close() {
    List<Entry> all;
    synchronized (this) {
      all = List.copyOf(entries);
      entries.clear();
      open.clear();
    }
    return Flux.fromIterable(all).flatMap(entry -> entry.branch.close()).then();
  }

  private synchronized Entry acquire(Assignment assignment) {
    var context = assignment.context();
    var key = new Key(assignment.lease().replay(), context);
    var entry =
        open.computeIfAbsent(
            key,
            _ -> {
              var branch = branches.open(context.branch());
              var judge = bundles.judge(branch, context.baseline(), context.candidate());
              return new Entry(key, branch, judge.cache());
            });
    entries.add(entry);
    entry.users++;
    entry.uses++;
    return entry;
  }

  private Mono<Void> release(Entry entry) {
    return Mono.defer(
        () -> {
          synchronized (this) {
            entry.users--;
            if (entry.users > 0) {
              return Mono.empty();
            }
            if (open.get(entry.key) == entry) {
              closeWhenIdle(entry);
              return Mono.empty();
            }
          }
          close(entry);
          return Mono.empty();
        });
  }

  // Shards that still use it go on; new ones open the branch anew.
  private Mono<Void> discard(Entry entry) {
    return Mono.defer(
        () -> {
          synchronized (this) {
            open.remove(entry.key, entry);
          }
          return release(entry);
        });
  }

  private void closeWhenIdle(Entry entry) {
    long uses = entry.uses;
    timer.schedule(() -> closeIfUnused(entry, uses), keep.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void closeIfUnused(Entry entry, long uses) {
    synchronized (this) {
      if (entry.users > 0 || entry.uses != uses) {
        return;
      }
      open.remove(entry.key, entry);
    }
    close(entry);
  }

  /** Nobody waits for it: a branch that does not let go must not keep a slot. */
  private void close(Entry entry) {
    synchronized (this) {
      if (!entries.remove(entry)) {
        return;
      }
    }
    entry.branch.close().subscribe(_ -> {}, e -> LOG.debug("a branch did not close well", e));
  }

  private static final class Entry {
    private final Key key;
    private final Branch branch;
    private final Mono<Judge> judge;
    private int users;
    private long uses;

    Entry(Key key, Branch branch, Mono<Judge> judge) {
      this.key = key;
      this.branch = branch;
      this.judge = judge;
    }
  }
}
