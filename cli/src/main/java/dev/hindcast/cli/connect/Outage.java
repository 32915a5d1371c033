package dev.hindcast.cli.connect;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How a command that watches outlives a server that starts again: it waits a minute, counted from
 * the first call that failed. What is watched may be silent for as long as it likes. Not
 * thread-safe.
 */
public final class Outage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private OptionalLong since = OptionalLong.empty();

  /** The server answered. */
  public void over() {
    since = OptionalLong.empty();
  }

  /**
   * Pauses before the next try.
   *
   * @throws StatusRuntimeException the same one, if it is no outage or lasts too long
   */
  public void pause(StatusRuntimeException e) {
    var now = System.nanoTime();
    if (e.getStatus().getCode() != Status.Code.UNAVAILABLE
        || now - since.orElse(now) > PATIENCE.toNanos()) {
      throw e;
    }
    since = OptionalLong.of(since.orElse(now));
    pause();
  }

  /** Pauses, so that a server that ends a stream at once is not asked without end. */
  public void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server", e);
    }
  }
}
