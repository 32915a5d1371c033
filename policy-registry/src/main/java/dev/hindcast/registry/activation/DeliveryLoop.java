package dev.hindcast.registry.activation;

import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers in the background, as long as the service runs, what could not be delivered at once. */
@Context
final class DeliveryLoop {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLoop.class);
  private static final Duration END_PATIENCE = Duration.ofSeconds(7);

  private final ActivationDelivery delivery;
  private final OutboxUpkeep upkeep;
  private final ActivationSettings settings;
  private final RandomGenerator random;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("activation-delivery").unstarted(this::run);

  DeliveryLoop(
      ActivationDelivery delivery,
      OutboxUpkeep upkeep,
      ActivationSettings settings,
      RandomGenerator random) {
    this.delivery = delivery;
    this.upkeep = upkeep;
    this.settings = settings;
    this.random = random;
  }

  /** Also without stores now: there may be activations from when there were some. */
  @PostConstruct
  void start() {
    if (settings.branchService().isPresent()) {
      thread.start();
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    stopped.countDown();
    if (thread.isAlive() && !thread.join(END_PATIENCE)) {
      log.warn("a look at the outbox is still running; it ends with the database connection");
    }
  }

  private void run() {
    try {
      do {
        pass();
      } while (!stopped.await(pause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass() {
    try {
      upkeep.run();
      delivery.deliverAll();
    } catch (RuntimeException e) {
      log.warn("the outbox could not be read; it is tried again", e);
    }
  }

  /** Replicas that started together drift apart. */
  private Duration pause() {
    var millis = settings.deliveryInterval().toMillis();
    return Duration.ofMillis(Math.round(millis * random.nextDouble(0.75, 1.25)));
  }
}
