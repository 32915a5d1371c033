package dev.hindcast.platform.identity;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys, kept. A token with a key that is not among them has them fetched again,
 * as issuers change keys; but not more often than {@link #PAUSE} says, for anybody can send such
 * tokens. Keys that are {@link #AGE} old are fetched again too, so that a withdrawn one goes; while
 * the issuer does not answer the old ones hold, until {@link #LAST_AGE}.
 *
 * <p>Thread-safe, blocking.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
  static final Duration PAUSE = Duration.ofSeconds(30);
  static final Duration AGE = Duration.ofMinutes(15);
  static final Duration LAST_AGE = Duration.ofHours(24);
  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  private final KeySource source;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Kept kept = new Kept(new JWKSet(), Instant.MIN, Instant.MIN);

  /**
   * Keys and when they came.
   *
   * @param tried when they were asked for last, in vain or not
   */
  private record Kept(JWKSet keys, Instant fetched, Instant tried) {}

  IssuerKeys(KeySource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context)
      throws RemoteKeySourceException {
    if (!clock.instant().isBefore(plus(kept.fetched(), AGE))) {
      refresh(kept);
    }
    var seen = kept;
    var found = usable(seen) ? selector.select(seen.keys()) : List.<JWK>of();
    if (found.isEmpty()) {
      refresh(seen);
      if (!usable(kept)) {
        throw new RemoteKeySourceException("the issuer's keys cannot be had", null);
      }
      found = selector.select(kept.keys());
    }
    return found;
  }

  private boolean usable(Kept some) {
    return clock.instant().isBefore(plus(some.fetched(), LAST_AGE));
  }

  private void refresh(Kept seen) {
    fetching.lock();
    try {
      var now = clock.instant();
      // Somebody else did it while we waited, or tried a moment ago.
      if (kept != seen || now.isBefore(plus(seen.tried(), PAUSE))) {
        return;
      }
      try {
        kept = new Kept(source.fetch(), now, now);
      } catch (IOException | RuntimeException e) {
        log.warn("the issuer's keys cannot be fetched: {}", e.toString());
        kept = new Kept(seen.keys(), seen.fetched(), now);
      }
    } finally {
      fetching.unlock();
    }
  }

  private static Instant plus(Instant time, Duration duration) {
    return time.equals(Instant.MIN) ? time : time.plus(duration);
  }
}
