package dev.hindcast.registry.activation;

import dev.hindcast.registry.version.VersionRef;
import dev.hindcast.registry.version.VersionStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox, each store on a thread of its own, so that one that hangs holds up no other.
 * Thread-safe; blocking.
 */
@Singleton
public final class ActivationDelivery {
  private static final Logger log = LoggerFactory.getLogger(ActivationDelivery.class);

  /** A caller who moves a channel waits no longer than this for its stores. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration END_PATIENCE = Duration.ofSeconds(7);

  /** Longer than an attempt takes; a process that died holds up a queue no longer than this. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** A store that refuses is asked again at this pace: somebody may have mended it. */
  static final Duration PAUSE = Duration.ofMinutes(10);

  /** A backlog is the background's work, not that of the next caller. */
  private static final int SHORT_BATCH = 10;

  private final ActivationStore outbox;
  private final VersionStore versions;
  private final Optional<ActivationRecorder> recorder;
  private final Clock clock;
  private final ActivationMetrics metrics;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("activation-", 0).factory());

  ActivationDelivery(
      ActivationStore outbox,
      VersionStore versions,
      Optional<ActivationRecorder> recorder,
      Clock clock,
      ActivationMetrics metrics) {
    this.outbox = outbox;
    this.versions = versions;
    this.recorder = recorder;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Tries a bundle's activations right after a move. Never fails and never takes long: what stays
   * is tried later.
   */
  public void deliverNow(String bundle) {
    if (recorder.isEmpty()) {
      return;
    }
    try {
      var queues = outbox.due(Optional.of(bundle), now());
      var done = new CountDownLatch(queues.size());
      for (var queue : queues) {
        threads.execute(
            () -> {
              try {
                deliver(recorder.get(), List.of(queue), SHORT_PATIENCE, SHORT_BATCH);
              } finally {
                done.countDown();
              }
            });
      }
      if (!done.await(SHORT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("not every store has recorded the move of {} yet", bundle);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("activations of {} are delivered later", bundle, e);
    }
  }

  /** Tries everything that is due, and does not wait for it. */
  void deliverAll() {
    if (recorder.isEmpty()) {
      return;
    }
    metrics.look();
    var queues =
        outbox.due(Optional.empty(), now()).stream()
            .collect(Collectors.groupingBy(ActivationQueue::store));
    queues.forEach(
        (store, ofStore) -> {
          if (busy.add(store)) {
            threads.execute(
                () -> {
                  try {
                    deliver(recorder.get(), ofStore, PATIENCE, Integer.MAX_VALUE);
                  } finally {
                    busy.remove(store);
                  }
                });
          }
        });
  }

  /** Delivers queues of one store, one after the other, until it does not answer. */
  private void deliver(
      ActivationRecorder target, List<ActivationQueue> queues, Duration patience, int batch) {
    try {
      for (var queue : queues) {
        for (var tries = 0; tries < batch; tries++) {
          var claimed = outbox.claim(queue, now(), LEASE);
          if (claimed.isEmpty()) {
            break;
          }
          if (attempt(target, claimed.get(), patience) instanceof Answer.Unavailable) {
            return;
          }
        }
      }
    } catch (RuntimeException e) {
      log.warn(
          "stores/{}: the outbox or the store could not be used; it is tried again",
          queues.getFirst().store(),
          e);
    }
  }

  private Answer attempt(ActivationRecorder target, Activation activation, Duration patience) {
    var archive =
        versions.load(new VersionRef.Numbered(activation.version())).orElseThrow().archive();
    var answer = target.record(activation, archive, patience);
    metrics.answered(activation.store(), answer);
    outbox.settle(activation, answer, now(), PAUSE);
    switch (answer) {
      case Answer.Recorded _ -> {}
      case Answer.Unavailable(var problem) -> warn(activation, "does not answer", problem);
      case Answer.Refused(var reason) -> warn(activation, "refuses", reason);
    }
    return answer;
  }

  /** At the 1st, 2nd, 4th, 8th … attempt: a store that is down for a day must not fill the log. */
  private static void warn(Activation activation, String what, String why) {
    if (Integer.bitCount(activation.attempt()) == 1) {
      log.warn(
          "stores/{} {}: {} (move {}, attempt {}): {}",
          activation.store(),
          what,
          activation.version(),
          activation.moveId(),
          activation.attempt(),
          why);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  @PreDestroy
  void close() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("a delivery is still running; its lease ends by itself");
    }
  }
}
