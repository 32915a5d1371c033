package dev.hindcast.worker.branch.postgres;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends a stream of rows that stands still although somebody waits for rows: a worker that hangs in
 * a statement lives, so its lease would hold for ever. A reader that is slow itself may take its
 * time.
 */
final class Stall {
  private static final int LOOKS = 4;

  private final AtomicLong wanted = new AtomicLong();

  /** Written by one thread at a time, read by the timer. */
  private final AtomicLong seen = new AtomicLong();

  private long lastSeen = -1;
  private int still;

  private Stall() {}

  /**
   * The same rows, or a {@link TimeoutException} after a time without any.
   *
   * @param patience give or take a quarter
   * @param stalled what to do then; must not block
   */
  static <T> Flux<T> guard(Flux<T> rows, Duration patience, Runnable stalled) {
    return Flux.defer(
        () -> {
          var stall = new Stall();
          return rows.doOnRequest(stall::want)
              .doOnNext(_ -> stall.seen.lazySet(stall.seen.getPlain() + 1))
              .takeUntilOther(
                  Flux.interval(patience.dividedBy(LOOKS))
                      .filter(_ -> stall.look())
                      .next()
                      .flatMap(
                          _ -> {
                            stalled.run();
                            return Mono.error(new TimeoutException("no row came for " + patience));
                          }));
        });
  }

  private void want(long rows) {
    wanted.accumulateAndGet(
        rows, (all, more) -> all > Long.MAX_VALUE - more ? Long.MAX_VALUE : all + more);
  }

  /** True if nothing moved for so many looks that rows were waited for. Called by the timer. */
  private boolean look() {
    var now = seen.get();
    still = now == lastSeen && wanted.get() > now ? still + 1 : 0;
    lastSeen = now;
    return still >= LOOKS;
  }
}
