package dev.hindcast.branch.event;

import dev.hindcast.branch.store.TraceStores;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers what happens, each from its own position on, whichever process it happens in. The
 * database is asked once for all of them, and by each for what happened before it came.
 * Thread-safe.
 */
@Singleton
public final class EventWatches implements ApplicationEventListener<ShutdownEvent> {
  private static final Logger log = LoggerFactory.getLogger(EventWatches.class);
  private static final long INTERVAL_NANOS = 250_000_000;
  private static final int BATCH = 100;

  private final EventStore events;
  private final TraceStores stores;
  private EventTail tail;
  private volatile boolean closed;

  /** All parts are safe for several threads. */
  public EventWatches(EventStore events, TraceStores stores) {
    this.events = events;
    this.stores = stores;
  }

  /** Is told events, one call at a time. */
  public interface Watcher {
    /** Whether it hears on. */
    boolean isOpen();

    /** Whether it can take more now. */
    boolean isReady();

    void happened(BranchEvent event);

    /** The events cannot be read any longer, or the service goes down. */
    void lost(RuntimeException cause);
  }

  /**
   * Adds a watcher and returns.
   *
   * @param store empty: all stores
   * @param after the last position that is known; empty: only what happens from now on
   */
  public void add(Optional<String> store, OptionalLong after, Watcher watcher) {
    store.ifPresent(stores::require);
    var newest = events.newest();
    var tail = joined(newest);
    var _ =
        Thread.ofVirtual()
            .name("watch")
            .start(() -> tell(tail, store, after.orElse(newest), watcher));
  }

  private synchronized EventTail joined(long newest) {
    if (tail == null || !tail.join()) {
      tail = EventTail.start(events, newest);
    }
    return tail;
  }

  private void tell(EventTail tail, Optional<String> store, long after, Watcher watcher) {
    try {
      long position = after;
      while (!closed && watcher.isOpen()) {
        if (!watcher.isReady()) {
          LockSupport.parkNanos(INTERVAL_NANOS);
          continue;
        }
        var told = position;
        position = next(tail, store, position, watcher);
        if (told == position) {
          tail.await(position);
        }
      }
      if (closed) {
        watcher.lost(new IllegalStateException("the service goes down"));
      }
    } catch (RuntimeException e) {
      log.debug("a watch ends", e);
      watcher.lost(e);
    } finally {
      tail.leave();
    }
  }

  /** Tells what follows and returns the position that is known then. */
  private long next(EventTail tail, Optional<String> store, long position, Watcher watcher) {
    var page = tail.after(position);
    if (page.isPresent()) {
      for (var event : page.get().events()) {
        if (store.isEmpty() || store.get().equals(event.store())) {
          watcher.happened(event);
        }
      }
      return page.get().position();
    }
    // What it missed it reads by itself. What the tail knows by now is among that.
    var known = tail.position();
    var missed = events.after(store, position, BATCH);
    missed.forEach(watcher::happened);
    var last = missed.isEmpty() ? position : missed.getLast().position();
    return missed.size() == BATCH ? last : Math.max(last, known);
  }

  /** Ends all watches: a client watches again from where it was, at any process. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    closed = true;
  }
}
