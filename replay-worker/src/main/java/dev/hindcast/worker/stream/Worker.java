package dev.hindcast.worker.stream;

import dev.hindcast.worker.shard.ShardRunner;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker at work: always in one session with one of the gateways, or on its way to the next.
 * {@link #close} gives back what cannot be finished soon.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final StreamSettings settings;
  private final Coordinator coordinator;
  private final ShardRunner runner;
  private final RandomGenerator random;
  private final StreamMetrics metrics;
  private final Backoff backoff;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread loop = Thread.ofVirtual().name("worker-stream").unstarted(this::work);
  private final ScheduledExecutorService heartbeats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("worker-heartbeat").daemon().factory());

  /** Whether a gateway ever gave this process a shard: one that is new must not seem unharmed. */
  private boolean worked;

  private CoordinatorSession session;
  private Desk desk;

  /**
   * @param random chooses gateways and delays
   */
  public Worker(
      StreamSettings settings,
      Coordinator coordinator,
      ShardRunner runner,
      RandomGenerator random,
      StreamMetrics metrics) {
    this.settings = settings;
    this.coordinator = coordinator;
    this.runner = runner;
    this.random = random;
    this.metrics = metrics;
    this.backoff = new Backoff(settings.firstDelay(), settings.longestDelay(), random);
  }

  public void start() {
    loop.start();
  }

  private void work() {
    int failures = 0;
    String gateway = "";
    try {
      while (stop.getCount() > 0) {
        gateway = next(gateway);
        failures = workWith(gateway) ? 1 : failures + 1;
        if (stop.await(backoff.delay(failures).toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Any but the last one, which goes down or is gone. */
  private String next(String last) {
    var others = settings.gateways().stream().filter(gateway -> !gateway.equals(last)).toList();
    var all = others.isEmpty() ? settings.gateways() : others;
    return all.get(random.nextInt(all.size()));
  }

  // True if the gateway answered at all.
  private boolean workWith(String gateway) throws InterruptedException {
    var current = coordinator.session(gateway);
    var pulse = new Pulse(heartbeats, settings.heartbeat());
    var shards = new Desk(current, runner, settings.slots(), metrics, pulse);
    synchronized (this) {
      if (stop.getCount() == 0) {
        return true;
      }
      session = current;
      desk = shards;
      current.start(shards);
      current.hello(settings.workerId(), settings.slots(), worked);
      current.offer(settings.slots());
    }
    LOG.info("worker {} calls gateway {}", settings.workerId(), gateway);
    try (pulse) {
      pulse.start(shards::heartbeat);
      shards.awaitEnd();
      worked |= shards.heard();
      metrics.ended(shards.answered());
      return shards.answered();
    } finally {
      current.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    CoordinatorSession last;
    Desk shards;
    synchronized (this) {
      stop.countDown();
      last = session;
      shards = desk;
    }
    if (last != null) {
      shards.drain(settings.drain());
      last.close(GOODBYE);
    }
    heartbeats.shutdownNow();
    try {
      if (loop.isAlive() && !loop.join(GOODBYE)) {
        loop.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
