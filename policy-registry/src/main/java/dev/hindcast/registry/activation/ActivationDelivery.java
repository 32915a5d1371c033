package dev.hindcast.registry.activation;

import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.registry.activation.ActivationStore.Attempt;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties the outbox. Thread-safe; blocking. */
@Singleton
public final class ActivationDelivery {
  private static final Logger log = LoggerFactory.getLogger(ActivationDelivery.class);

  /** A caller who moves a channel waits no longer than this for one store. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A backlog is the background's work, not that of the next caller. */
  private static final int SHORT_BATCH = 10;

  private final ActivationStore outbox;
  private final Optional<ActivationRecorder> recorder;
  private final Clock clock;

  ActivationDelivery(ActivationStore outbox, Optional<ActivationRecorder> recorder, Clock clock) {
    this.outbox = outbox;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Tries a bundle's activations right after a move. Never fails: what stays is tried later. */
  public void deliverNow(String bundle) {
    try {
      deliver(Optional.of(bundle), SHORT_PATIENCE, SHORT_BATCH);
    } catch (FailureException e) {
      log.warn("activations of {} are delivered later: {}", bundle, e.getMessage());
    }
  }

  /** Tries everything that is undelivered. */
  void deliverAll() {
    deliver(Optional.empty(), PATIENCE, Integer.MAX_VALUE);
  }

  private void deliver(Optional<String> bundle, Duration patience, int batch) {
    if (recorder.isEmpty()) {
      return;
    }
    for (var queue : outbox.pending(bundle)) {
      var tries = 0;
      while (tries++ < batch && attempt(recorder.get(), queue, patience) == Attempt.DELIVERED) {
        // The next one of the queue may go only after this one was acknowledged.
      }
    }
  }

  private Attempt attempt(ActivationRecorder target, ActivationQueue queue, Duration patience) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return outbox.deliverOldest(
        queue, now, activation -> acknowledged(target, activation, patience));
  }

  private static boolean acknowledged(
      ActivationRecorder target, Activation activation, Duration patience) {
    try {
      target.record(activation, patience);
      return true;
    } catch (FailureException e) {
      // At the 1st, 2nd, 4th, 8th … failure: a store that is down for a day must not fill the log.
      if (Integer.bitCount(activation.attempts() + 1) == 1) {
        log.warn(
            "stores/{} has not recorded {} (move {}, attempt {}), it is tried again: {}",
            activation.store(),
            activation.version(),
            activation.moveId(),
            activation.attempts() + 1,
            e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      }
      return false;
    }
  }
}
