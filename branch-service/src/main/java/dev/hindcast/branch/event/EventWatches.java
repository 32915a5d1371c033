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
 * Tells watchers what happens, each from its own position on, whichever process it happens in.
 * Thread-safe.
 */
@Singleton
public final class EventWatches implements ApplicationEventListener<ShutdownEvent> {
  private static final Logger log = LoggerFactory.getLogger(EventWatches.class);
  private static final long INTERVAL_NANOS = 250_000_000;
  private static final int BATCH = 100;

  private final EventStore events;
  private final TraceStores stores;
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
    var position = after.orElseGet(events::newest);
    var _ = Thread.ofVirtual().name("watch").start(() -> tell(store, position, watcher));
  }

  private void tell(Optional<String> store, long after, Watcher watcher) {
    try {
      long position = after;
      while (!closed && watcher.isOpen()) {
        var told = position;
        if (watcher.isReady()) {
          for (var event : events.after(store, position, BATCH)) {
            watcher.happened(event);
            position = event.position();
          }
        }
        if (told == position) {
          LockSupport.parkNanos(INTERVAL_NANOS);
        }
      }
      if (closed) {
        watcher.lost(new IllegalStateException("the service goes down"));
      }
    } catch (RuntimeException e) {
      log.debug("a watch ends", e);
      watcher.lost(e);
    }
  }

  /** Ends all watches: a client watches again from where it was, at any process. */
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    closed = true;
  }
}
