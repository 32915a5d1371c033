package dev.hindcast.registry.activation;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outbox complete and small: at the start and then once a minute. Not thread-safe: the
 * delivery's loop calls it.
 */
@Singleton
final class OutboxUpkeep {
  private static final Logger log = LoggerFactory.getLogger(OutboxUpkeep.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int PRUNED_AT_ONCE = 1_000;

  private final ActivationStore outbox;
  private final ActivationSettings settings;
  private final Clock clock;
  private Instant next = Instant.MIN;

  OutboxUpkeep(ActivationStore outbox, ActivationSettings settings, Clock clock) {
    this.outbox = outbox;
    this.settings = settings;
    this.clock = clock;
  }

  /** Does what is due. A replica with older settings may have moved production meanwhile. */
  void run() {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (now.isBefore(next)) {
      return;
    }
    var appended = outbox.appendMissing(settings.stores(), now);
    if (appended > 0) {
      log.info("{} activation(s) appended for stores that were not told yet", appended);
    }
    var _ = outbox.prune(now.minus(KEPT), PRUNED_AT_ONCE);
    next = now.plus(INTERVAL);
  }
}
