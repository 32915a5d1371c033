package dev.hindcast.gateway.replay;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers about replays. However many watch one, a single thread polls it, four times a
 * second and whenever it is woken, while anybody does. Thread-safe.
 */
@Singleton
public final class Watches implements ApplicationEventListener<ShutdownEvent> {
  private static final Logger log = LoggerFactory.getLogger(Watches.class);
  private static final long INTERVAL_NANOS = 250_000_000;

  private final ReplayStore store;
  private final Map<String, Set<Watcher>> watchers = new HashMap<>();
  private final Map<String, Thread> polls = new ConcurrentHashMap<>();
  private boolean closed;

  Watches(ReplayStore store) {
    this.store = store;
  }

  /** Is told about one replay, one call at a time. */
  public interface Watcher {
    /**
     * Its progress or state is this now. The last call has a replay that has ended, and must be
     * taken.
     */
    Reaction changed(Replay replay);

    /** The gateway cannot read the replay any longer, or goes down. */
    void lost(RuntimeException cause);
  }

  /** What a watcher does with what it is told. */
  public enum Reaction {
    TOLD,
    /** It cannot listen now: it is told again, or what is newer by then. */
    BUSY,
    /** It wants to hear no more. */
    GONE
  }

  /** Adds a watcher, which is told the present state by the polling thread. */
  public synchronized void add(String replay, Watcher watcher) {
    if (closed) {
      throw goingDown();
    }
    var present = watchers.get(replay);
    if (present != null) {
      present.add(watcher);
      return;
    }
    watchers.put(replay, new HashSet<>(Set.of(watcher)));
    var _ = Thread.ofVirtual().name("watch-" + replay).start(() -> poll(replay));
  }

  /** Something happened to a replay here: its watchers hear of it now, not at the next look. */
  public void wake(String replay) {
    LockSupport.unpark(polls.get(replay));
  }

  private void poll(String name) {
    var self = Thread.currentThread();
    polls.put(name, self);
    try {
      pollWhileWatched(name);
    } finally {
      polls.remove(name, self);
    }
  }

  private void pollWhileWatched(String name) {
    var told = new HashMap<Watcher, Replay>();
    while (true) {
      var present = present(name);
      if (present.isEmpty()) {
        return;
      }
      try {
        var replay = store.find(name).orElseThrow(() -> deleted(name));
        told.keySet().retainAll(present);
        for (var watcher : present) {
          tell(name, watcher, replay, told);
        }
      } catch (RuntimeException e) {
        lose(name, e);
        return;
      }
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private void tell(String name, Watcher watcher, Replay replay, Map<Watcher, Replay> told) {
    var last = told.get(watcher);
    if (last != null && last.looksLike(replay)) {
      return;
    }
    var reaction = reaction(watcher, replay);
    if (reaction == Reaction.GONE || replay.ended()) {
      remove(name, watcher);
    } else if (reaction == Reaction.TOLD) {
      told.put(watcher, replay);
    }
  }

  /** One watcher's trouble is not the others'. */
  private static Reaction reaction(Watcher watcher, Replay replay) {
    try {
      return watcher.changed(replay);
    } catch (RuntimeException e) {
      log.debug("a watcher of {} is gone", replay.name(), e);
      return Reaction.GONE;
    }
  }

  private static FailureException deleted(String name) {
    return new FailureException(new Failure.ResourceNotFound(ReplayName.resource(name)));
  }

  private static FailureException goingDown() {
    return new FailureException(new Failure.DependencyUnavailable("this gateway"));
  }

  /** Who watches now; when nobody does, the poll of this replay is over. */
  private synchronized Set<Watcher> present(String name) {
    var present = watchers.getOrDefault(name, Set.of());
    if (present.isEmpty()) {
      watchers.remove(name);
    }
    return Set.copyOf(present);
  }

  private synchronized void remove(String name, Watcher watcher) {
    watchers.getOrDefault(name, new HashSet<>()).remove(watcher);
  }

  private void lose(String name, RuntimeException cause) {
    Set<Watcher> lost;
    synchronized (this) {
      var present = watchers.remove(name);
      lost = present == null ? Set.of() : Set.copyOf(present);
    }
    for (var watcher : lost) {
      try {
        watcher.lost(cause);
      } catch (RuntimeException e) {
        log.debug("a watcher of {} is gone already", name, e);
      }
    }
  }

  /** Ends all watches: a client watches again, at any gateway. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    Set<String> names;
    synchronized (this) {
      closed = true;
      names = Set.copyOf(watchers.keySet());
    }
    names.forEach(name -> lose(name, goingDown()));
  }
}
