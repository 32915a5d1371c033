package dev.hindcast.gateway.lease;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers that are connected to this gateway. Thread-safe. */
@Singleton
public final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final Map<UUID, WorkerSession> sessions = new ConcurrentHashMap<>();
  private final LeaseStore store;
  private final WorkSignal signal;
  private final LeaseMetrics metrics;
  private volatile boolean closing;

  Sessions(LeaseStore store, WorkSignal signal, LeaseMetrics metrics) {
    this.store = store;
    this.signal = signal;
    this.metrics = metrics;
  }

  /**
   * A worker said hello. What it held over an earlier stream, to this or another gateway, goes
   * back: it has forgotten it or will be told.
   *
   * @param slots how many shards it works on at once
   * @param reconnected the same process comes back: its shards did it no harm, and no attempt is
   *     counted that was lost with it
   */
  public WorkerSession open(String worker, int slots, boolean reconnected, WorkerStream stream) {
    var session = new WorkerSession(UUID.randomUUID(), worker, slots, stream);
    for (var earlier : all()) {
      if (earlier.worker().equals(worker)) {
        end(earlier, !reconnected);
        earlier.stream().close();
      }
    }
    gone(store.giveBackEarlier(worker, session.id(), !reconnected));
    if (reconnected && store.forgive(worker) > 0) {
      signal.wake();
    }
    sessions.put(session.id(), session);
    if (closing) {
      close(session);
    }
    return session;
  }

  /** The worker has so many free slots now, in all. */
  public void offer(WorkerSession session, int free) {
    session.offer(free);
    signal.wake();
  }

  /**
   * The stream is over; its shards go back at once.
   *
   * @param counted whether the attempts count against the shards
   */
  public void end(WorkerSession session, boolean counted) {
    sessions.remove(session.id());
    if (!session.end()) {
      return;
    }
    try {
      gone(store.giveBackAll(session.id(), counted));
    } catch (RuntimeException e) {
      log.warn("the leases of {} were not given back and will run out", session.worker(), e);
    }
  }

  private void gone(int shards) {
    if (shards > 0) {
      metrics.workerGone(shards);
      signal.wake();
    }
  }

  List<WorkerSession> all() {
    return List.copyOf(sessions.values());
  }

  /** Hands out nothing any more and asks the workers to end what they have in work. */
  void drain() {
    closing = true;
    for (var session : all()) {
      session.drain();
      session.stream().draining();
    }
  }

  /**
   * Closes the sessions without a lease; their workers go elsewhere.
   *
   * @return true if none is left
   */
  boolean closeIdle() {
    all().stream().filter(session -> session.leases().isEmpty()).forEach(this::close);
    return sessions.isEmpty();
  }

  /** Closes all sessions: what they have in work goes back, and it is no fault of their shards. */
  void closeAll() {
    all().forEach(this::close);
  }

  private void close(WorkerSession session) {
    end(session, false);
    session.stream().close();
  }
}
