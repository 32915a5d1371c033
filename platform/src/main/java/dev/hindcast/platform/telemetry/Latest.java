package dev.hindcast.platform.telemetry;

import java.time.Duration;
import java.util.Optional;

/**
 * What was seen last, for a gauge over something that may be silent for long: whoever asks for
 * metrics must not wait for a database that is away, or he gets none at all. Thread-safe.
 *
 * @param <T> what is seen
 */
public final class Latest<T> {
  private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();

  private record Seen<T>(T value, long nanos) {}

  private volatile Optional<Seen<T>> last = Optional.empty();

  /** It is so now. */
  public void set(T value) {
    last = Optional.of(new Seen<>(value, System.nanoTime()));
  }

  /** Empty if nobody looked for half a minute, or could not. */
  public Optional<T> get() {
    return last.filter(seen -> System.nanoTime() - seen.nanos() < FRESH_NANOS).map(Seen::value);
  }
}
