package dev.hindcast.worker.stream;

import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.Lease;
import dev.hindcast.worker.shard.ShardFailure;
import dev.hindcast.worker.shard.ShardRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The shards in work of one session. When the session ends they are dropped: their leases are gone
 * with it. Thread-safe.
 */
final class Desk implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private record Work(Lease lease, Disposable.Swap run) {}

  private final CoordinatorSession session;
  private final ShardRunner runner;
  private final int slots;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Work> inWork = new ArrayList<>();
  private boolean heard;
  private boolean closing;

  Desk(CoordinatorSession session, ShardRunner runner, int slots) {
    this.session = session;
    this.runner = runner;
    this.slots = slots;
  }

  @Override
  public void assigned(Assignment assignment) {
    var lease = assignment.lease();
    var work = new Work(lease, Disposables.swap());
    Work older;
    synchronized (this) {
      heard = true;
      if (find(lease) != null) {
        return;
      }
      older = inWork.stream().filter(w -> w.lease.sameShard(lease)).findFirst().orElse(null);
      if (closing || older == null && inWork.size() >= slots) {
        session.failure(lease, closing ? ShardFailure.GOING_DOWN : ShardFailure.NO_SLOT);
        return;
      }
      inWork.remove(older);
      inWork.add(work);
    }
    if (older != null) {
      older.run.dispose();
    }
    LOG.debug("{}: assigned", lease);
    work.run.update(
        runner
            .run(assignment, session)
            .subscribe(_ -> {}, thrown -> failed(lease, thrown), () -> finished(lease)));
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
      dropped = List.copyOf(inWork);
      inWork.clear();
      notifyAll();
    }
    LOG.info("the stream ended with {} shard(s) in work: {}", dropped.size(), reason);
    dropped.forEach(work -> work.run.dispose());
    ended.countDown();
  }

  void heartbeat() {
    session.heartbeat(leases());
  }

  /** True if the gateway said anything in this session. */
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
      left = List.copyOf(inWork);
      inWork.clear();
    }
    for (var work : left) {
      work.run.dispose();
      session.failure(work.lease, ShardFailure.GOING_DOWN);
    }
  }

  private synchronized List<Lease> leases() {
    return inWork.stream().map(Work::lease).toList();
  }

  private void failed(Lease lease, Throwable thrown) {
    LOG.warn("{}: given back", lease, thrown);
    if (remove(lease) != null) {
      session.failure(lease, ShardFailure.of(thrown));
      offer();
    }
  }

  private void finished(Lease lease) {
    LOG.debug("{}: finished", lease);
    if (remove(lease) != null) {
      offer();
    }
  }

  private void stop(Lease lease) {
    var work = remove(lease);
    if (work != null) {
      work.run.dispose();
      offer();
    }
  }

  private synchronized void offer() {
    heard = true;
    if (!closing) {
      session.offer(slots - inWork.size());
    }
  }

  private synchronized Work remove(Lease lease) {
    var work = find(lease);
    inWork.remove(work);
    notifyAll();
    return work;
  }

  private Work find(Lease lease) {
    return inWork.stream().filter(work -> work.lease.equals(lease)).findFirst().orElse(null);
  }

  private void awaitNothingInWork(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toNanos();
          !inWork.isEmpty() && left > 0;
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
