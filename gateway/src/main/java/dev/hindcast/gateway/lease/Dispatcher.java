package dev.hindcast.gateway.lease;

import dev.hindcast.gateway.branch.BranchLogin;
import dev.hindcast.gateway.lease.BranchLogins.Answer;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final FairShare shares = new FairShare();
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
      } catch (RuntimeException | Error e) {
        // Whatever it is, nobody else hands out shards here.
        if (!closed) {
          log.warn("dispatching failed and is tried again", e);
        }
      }
    }
  }

  /**
   * First the logins, then the leases: a lease that waits for a branch would run out. Each session
   * is dealt its slots over all replays that have both, until no slot or no shard is left.
   */
  private void dispatch() {
    var free = sessions.all().stream().filter(session -> session.free() > 0).toList();
    if (free.isEmpty()) {
      return;
    }
    var open = new LinkedHashMap<WaitingReplay, BranchLogin>();
    for (var replay : store.waiting()) {
      switch (logins.get(replay.branch(), replay.forkPoint())) {
        case Answer.Ready(var login) -> open.put(replay, login);
        case Answer.NotNow() -> {}
        case Answer.Gone(var state) -> returns.branchGone(replay.replay(), replay.branch(), state);
      }
    }
    for (var session : free) {
      deal(session, open);
    }
  }

  private void deal(WorkerSession session, Map<WaitingReplay, BranchLogin> open) {
    for (var free = session.free(); free > 0 && !open.isEmpty(); free = session.free()) {
      for (var share : shares.deal(List.copyOf(open.keySet()), free).entrySet()) {
        var replay = share.getKey();
        var leased = store.lease(replay.replay(), session.worker(), session.id(), share.getValue());
        // All of them: none may stay behind with a session that takes no more.
        leased.forEach(shard -> assign(session, new Assignment(shard, open.get(replay))));
        if (leased.size() < share.getValue()) {
          open.remove(replay);
        }
      }
    }
  }

  /** A session that ended or drains meanwhile takes no more: the lease goes back. */
  private void assign(WorkerSession session, Assignment assignment) {
    if (session.add(assignment.shard().lease())) {
      session.stream().assign(assignment);
      return;
    }
    var lease = assignment.shard().lease();
    var _ = store.giveBack(lease, false, Duration.ZERO, "its worker's stream was at its end");
    signal.wake();
  }

  @PreDestroy
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(5_000);
  }
}
