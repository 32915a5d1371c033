package dev.hindcast.worker.stream;

import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.Lease;
import dev.hindcast.worker.shard.ShardFailure;
import dev.hindcast.worker.shard.ShardRunner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The shards of one session: at most as many as there are slots run, the others wait. A gateway may
 * assign a few too many, because an offer and an assignment can cross on their way. When the
 * session ends all are dropped: their leases are gone with it. Thread-safe.
 */
final class Desk implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /**
   * @param began when it began to run, 0 before
   */
  private record Work(Assignment assignment, Disposable.Swap run, AtomicLong began) {
    private Work(Assignment assignment) {
      this(assignment, Disposables.swap(), new AtomicLong());
    }

    Lease lease() {
      return assignment.lease();
    }
  }

  private final CoordinatorSession session;
  private final ShardRunner runner;
  private final int slots;
  private final StreamMetrics metrics;
  private final Pulse pulse;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Work> running = new ArrayList<>();
  private final Deque<Work> waiting = new ArrayDeque<>();

  /** Slots whose branch was full: nothing is offered for them before the next heartbeat. */
  private int resting;

  private boolean welcome;
  private boolean heard;
  private boolean leaving;
  private boolean closing;

  /**
   * @param pulse beats while the session lasts, as often as the gateway asks
   */
  Desk(
      CoordinatorSession session,
      ShardRunner runner,
      int slots,
      StreamMetrics metrics,
      Pulse pulse) {
    this.session = session;
    this.runner = runner;
    this.slots = slots;
    this.metrics = metrics;
    this.pulse = pulse;
  }

  @Override
  public void welcomed(Duration lease) {
    synchronized (this) {
      welcome = true;
    }
    pulse.keep(lease);
  }

  @Override
  public void assigned(Assignment assignment) {
    var lease = assignment.lease();
    LOG.debug("{}: assigned", lease);
    synchronized (this) {
      heard = true;
      if (all().anyMatch(work -> work.lease().equals(lease))) {
        return;
      }
      if (closing || running.size() + waiting.size() >= 2 * slots) {
        session.failure(lease, closing ? ShardFailure.GOING_DOWN : ShardFailure.NO_SLOT);
        return;
      }
      waiting.add(new Work(assignment));
    }
    // The lease of an older attempt at the same shard is void.
    all()
        .filter(work -> work.lease().sameShard(lease) && !work.lease().equals(lease))
        .forEach(work -> stop(work.lease()));
    startWaiting();
  }

  @Override
  public void unreadable(Lease lease, String problem) {
    session.failure(lease, new ShardFailure(ShardFailure.Cause.WORKER_FAULT, problem));
    next(lease);
  }

  @Override
  public synchronized void draining() {
    LOG.info("the gateway goes down: {} shard(s) in work are finished there", all().count());
    leaving = true;
    heard = true;
  }

  @Override
  public void revoked(Lease lease, String reason) {
    LOG.debug("{}: revoked: {}", lease, reason);
    stop(lease);
  }

  @Override
  public void ended(String reason) {
    List<Work> dropped;
    synchronized (this) {
      closing = true;
      dropped = takeAll();
      notifyAll();
    }
    LOG.info("the stream ended with {} shard(s) in work: {}", dropped.size(), reason);
    dropped.forEach(this::drop);
    ended.countDown();
  }

  synchronized void heartbeat() {
    resting = 0;
    session.heartbeat(leases(), free());
  }

  /** True if the gateway said anything at all in this session. */
  synchronized boolean answered() {
    return welcome || heard;
  }

  /** True if the gateway said anything about work in this session. */
  synchronized boolean heard() {
    return heard;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Takes no more shards, lets those in work end for a while and gives back the rest. */
  void drain(Duration patience) {
    List<Work> left;
    synchronized (this) {
      closing = true;
      session.offer(0);
      awaitNothingInWork(patience);
      left = takeAll();
    }
    for (var work : left) {
      work.run.dispose();
      metrics.failed(ShardFailure.GOING_DOWN.cause(), work.began.get());
      session.failure(work.lease(), ShardFailure.GOING_DOWN);
    }
  }

  private void startWaiting() {
    for (var next = next(); next != null; next = next()) {
      var work = next;
      work.run.update(
          runner
              .run(work.assignment, session)
              .subscribe(
                  _ -> {}, thrown -> failed(work.lease(), thrown), () -> finished(work.lease())));
    }
  }

  private synchronized Work next() {
    if (closing || waiting.isEmpty() || running.size() >= slots) {
      return null;
    }
    var work = waiting.remove();
    work.began.set(System.nanoTime());
    running.add(work);
    return work;
  }

  private synchronized List<Lease> leases() {
    return all().map(Work::lease).toList();
  }

  private synchronized Stream<Work> all() {
    return Stream.concat(running.stream(), waiting.stream()).toList().stream();
  }

  private List<Work> takeAll() {
    var all = all().toList();
    running.clear();
    waiting.clear();
    return all;
  }

  private void failed(Lease lease, Throwable thrown) {
    var failure = ShardFailure.of(thrown);
    if (failure.cause() == ShardFailure.Cause.WORKER_FAULT) {
      LOG.error("{}: given back: {}", lease, failure.detail(), thrown);
    } else {
      LOG.warn(
          "{}: given back: {} ({})", lease, failure.detail(), String.valueOf(thrown.getCause()));
    }
    var work = remove(lease);
    if (work != null) {
      metrics.failed(failure.cause(), work.began.get());
      session.failure(lease, failure);
      if (failure.cause() == ShardFailure.Cause.BRANCH_FULL) {
        rest();
      }
      next(lease);
    }
  }

  private synchronized void rest() {
    resting++;
  }

  private void finished(Lease lease) {
    var work = remove(lease);
    if (work != null) {
      metrics.done(work.began.get());
      next(lease);
    }
  }

  private void stop(Lease lease) {
    var work = remove(lease);
    if (work != null) {
      drop(work);
      next(lease);
    }
  }

  private void drop(Work work) {
    work.run.dispose();
    metrics.revoked(work.began.get());
  }

  private void next(Lease done) {
    LOG.debug("{}: done", done);
    startWaiting();
    synchronized (this) {
      heard = true;
      if (!closing && !leaving) {
        session.offer(free());
      }
    }
  }

  private synchronized int free() {
    return closing || leaving ? 0 : Math.max(0, slots - running.size() - waiting.size() - resting);
  }

  private synchronized Work remove(Lease lease) {
    var work = all().filter(w -> w.lease().equals(lease)).findFirst().orElse(null);
    running.remove(work);
    waiting.remove(work);
    notifyAll();
    return work;
  }

  private void awaitNothingInWork(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toNanos();
          !(running.isEmpty() && waiting.isEmpty()) && left > 0;
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
