package dev.hindcast.gateway.chore;

import dev.hindcast.platform.telemetry.Metric;
import dev.hindcast.platform.telemetry.Metrics;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each chore on a thread of its own, with jitter, so that gateways do not march in step. */
@Context
final class Chores {
  private static final Logger log = LoggerFactory.getLogger(Chores.class);

  private final RandomGenerator random;
  private final Metrics metrics;
  private final List<Thread> threads;
  private volatile boolean closed;

  Chores(List<Chore> chores, RandomGenerator random, Metrics metrics) {
    this.random = random;
    this.metrics = metrics;
    metrics.zero(Metric.CHORES_FAILED, chores.stream().map(Chore::name).toList());
    this.threads =
        chores.stream()
            .map(chore -> Thread.ofVirtual().name(chore.name()).start(() -> repeat(chore)))
            .toList();
  }

  private void repeat(Chore chore) {
    while (!closed) {
      try {
        Thread.sleep(chore.every().multipliedBy(80 + random.nextInt(40)).dividedBy(100));
        chore.run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Whatever it is, nobody else does this chore here.
        if (!closed) {
          metrics.increment(Metric.CHORES_FAILED, chore.name());
          log.warn("{} failed and is tried again", chore.name(), e);
        }
      }
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    closed = true;
    threads.forEach(Thread::interrupt);
    for (var thread : threads) {
      thread.join(5_000);
    }
  }
}
