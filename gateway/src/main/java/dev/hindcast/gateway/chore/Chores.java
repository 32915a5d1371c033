package dev.hindcast.gateway.chore;

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
  private final List<Thread> threads;
  private volatile boolean closed;

  Chores(List<Chore> chores, RandomGenerator random) {
    this.random = random;
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
