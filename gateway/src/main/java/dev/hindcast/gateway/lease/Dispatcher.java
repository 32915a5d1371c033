package dev.hindcast.gateway.lease;

import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands pending shards to connected workers with free slots: at once when something happened here,
 * and by polling for what happened at other gateways.
 */
@Context
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int SHORTEST_POLL_MILLIS = 200;
  private static final int POLL_JITTER_MILLIS = 100;

  private final LeaseStore store;
  private final Sessions sessions;
  private final BranchLogins logins;
  private final ShardReturns returns;
  private final WorkSignal signal;
  private final RandomGenerator random;
  private final Thread thread;
  private volatile boolean closed;

  Dispatcher(
      LeaseStore store,
      Sessions sessions,
      BranchLogins logins,
      ShardReturns returns,
      WorkSignal signal,
      RandomGenerator random) {
    this.store = store;
    this.sessions = sessions;
    this.logins = logins;
    this.returns = returns;
    this.signal = signal;
    this.random = random;
    this.thread = Thread.ofVirtual().name("dispatch").start(this::repeat);
  }

  private void repeat() {
    while (!closed) {
      try {
        signal.await(SHORTEST_POLL_MILLIS + random.nextInt(POLL_JITTER_MILLIS));
        dispatch();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!closed) {
          log.warn("dispatching failed and is tried again", e);
        }
      }
    }
  }

  /** Ends as soon as a worker gets less than it would take: nothing more is pending then. */
  private void dispatch() {
    for (var session : sessions.all()) {
      var free = session.free();
      if (free == 0) {
        continue;
      }
      var leased = store.lease(session.worker(), session.id(), free);
      leased.forEach(shard -> assign(session, shard));
      if (leased.size() < free) {
        return;
      }
    }
  }

  private void assign(WorkerSession session, LeasedShard shard) {
    if (!session.add(shard.lease())) {
      var _ = store.giveBackAll(session.id(), false);
      signal.wake();
      return;
    }
    try {
      session.stream().assign(new Assignment(shard, logins.get(shard)));
    } catch (RuntimeException e) {
      log.warn("no login of {} for {}", shard.branch(), shard.lease().replay(), e);
      session.takeBack(shard.lease());
      returns.branchUnreachable(shard.lease(), "the branch gave no login");
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(5_000);
  }
}
