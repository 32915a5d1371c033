package dev.hindcast.gateway.scaler;

import dev.hindcast.gateway.chore.Chore;
import dev.hindcast.gateway.plan.ReplayStarted;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether there is work and how much, and tells watchers when there begins or ceases to be
 * any: at once when a replay starts here, within about a second when it starts at another gateway
 * or ends. Thread-safe.
 */
@Singleton
public final class ScalerService
    implements Chore, ReplayStarted, ApplicationEventListener<ShutdownEvent> {
  private static final Logger log = LoggerFactory.getLogger(ScalerService.class);

  private final BacklogStore store;
  private final AtomicLong looks = new AtomicLong();
  private final Pace pace = new Pace();
  private final Set<Watcher> watchers = new HashSet<>();
  private long newestLook;
  private boolean active;
  private boolean closed;

  ScalerService(BacklogStore store) {
    this.store = store;
  }

  /** Is told whether there is work. Must return at once and not fail. */
  public interface Watcher {

    /** It is so from now on. Never the same twice in a row. */
    void active(boolean active);

    /** The gateway goes down; nothing follows. */
    void over();
  }

  /** Whether any replay runs. */
  public boolean active() {
    return look().active();
  }

  /** The metric's value now, over all workers. */
  public double value(Metric metric) {
    var backlog = look();
    return switch (metric) {
      case SHARDS -> backlog.openShards();
      case SECONDS -> backlog.openActions() / actionsPerWorkerSecond();
    };
  }

  private synchronized double actionsPerWorkerSecond() {
    return pace.actionsPerWorkerSecond();
  }

  /** Adds a watcher and tells it how things are. */
  public void watch(Watcher watcher) {
    var _ = look();
    synchronized (this) {
      if (closed) {
        watcher.over();
        return;
      }
      watchers.add(watcher);
      watcher.active(active);
    }
  }

  /** One that is gone. */
  public synchronized void unwatch(Watcher watcher) {
    var _ = watchers.remove(watcher);
  }

  /** Reads without holding anybody up; what was overtaken by a newer look is not told. */
  private Backlog look() {
    var look = looks.incrementAndGet();
    var backlog = store.read();
    synchronized (this) {
      if (look > newestLook) {
        newestLook = look;
        pace.sample(backlog, System.nanoTime());
        if (backlog.active() != active) {
          active = backlog.active();
          watchers.forEach(watcher -> watcher.active(active));
        }
      }
    }
    return backlog;
  }

  @Override
  public void replayStarted() {
    var _ = Thread.ofVirtual().name("scaler").start(this::lookSoon);
  }

  private void lookSoon() {
    try {
      run();
    } catch (RuntimeException e) {
      log.debug("the start of a replay is told later", e);
    }
  }

  @Override
  public String name() {
    return "scaler";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void run() {
    var _ = look();
  }

  /** Ends all watches: an autoscaler watches again, at any gateway. */
  @Override
  public synchronized void onApplicationEvent(ShutdownEvent event) {
    closed = true;
    watchers.forEach(Watcher::over);
    watchers.clear();
  }
}
