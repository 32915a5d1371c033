package dev.hindcast.branch.event;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The newest events, read once for all who watch. It ends with its last watcher, or when the events
 * cannot be read. Thread-safe.
 */
final class EventTail {
  private static final long INTERVAL_MILLIS = 250;
  private static final int BATCH = 100;
  private static final int KEPT = 1000;

  private final EventStore events;
  private final TreeMap<Long, BranchEvent> newest = new TreeMap<>();
  // What happened after the one, up to the other, is kept.
  private long from;
  private long to;
  private int watchers = 1;
  private boolean over;
  private RuntimeException failure = new IllegalStateException("the tail of the events was lost");

  private EventTail(EventStore events, long position) {
    this.events = events;
    this.from = position;
    this.to = position;
  }

  /** A tail that has its first watcher, of what happens after a position. */
  static EventTail start(EventStore events, long position) {
    var tail = new EventTail(events, position);
    var _ = Thread.ofVirtual().name("watched events").start(tail::run);
    return tail;
  }

  /** Adds a watcher; false if it is over. */
  synchronized boolean join() {
    if (!over) {
      watchers++;
    }
    return !over;
  }

  synchronized void leave() {
    watchers--;
  }

  /**
   * What follows in order.
   *
   * @param position all up to it are told with these
   */
  record Page(List<BranchEvent> events, long position) {
    Page {
      events = List.copyOf(events);
    }
  }

  /** What follows a position, of all stores; empty if not all of it is kept any more. */
  synchronized Optional<Page> after(long position) {
    if (over) {
      throw failure;
    }
    if (position < from) {
      return Optional.empty();
    }
    var page = newest.tailMap(position, false).values().stream().limit(BATCH).toList();
    return Optional.of(
        new Page(page, page.size() == BATCH ? page.getLast().position() : Math.max(position, to)));
  }

  /** Up to where it has been read. */
  synchronized long position() {
    return to;
  }

  /** Returns when more is known than a position, or after some time. */
  synchronized void await(long position) {
    try {
      if (to <= position && !over) {
        wait(INTERVAL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    try {
      while (isWatched()) {
        var read = events.after(Optional.empty(), position(), BATCH);
        keep(read);
        if (read.size() < BATCH) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
        }
      }
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      end();
    }
  }

  private synchronized boolean isWatched() {
    // At once with the look: nobody joins a tail that ends.
    over = watchers == 0;
    return !over;
  }

  private synchronized void keep(List<BranchEvent> read) {
    for (var event : read) {
      var _ = newest.put(event.position(), event);
      to = event.position();
    }
    while (newest.size() > KEPT) {
      from = newest.pollFirstEntry().getKey();
    }
    if (!read.isEmpty()) {
      notifyAll();
    }
  }

  private synchronized void failed(RuntimeException cause) {
    failure = cause;
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }
}
