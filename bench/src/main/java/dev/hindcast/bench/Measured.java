package dev.hindcast.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Times of several runs of one thing. */
record Measured(String what, long items, Duration[] runs) {

  /** Something to time. */
  @FunctionalInterface
  interface Run {
    void run() throws Exception;
  }

  /** Runs it {@code times} times. */
  static Measured of(String what, long items, int times, Run run) throws Exception {
    var runs = new Duration[times];
    for (int i = 0; i < times; i++) {
      var start = System.nanoTime();
      run.run();
      runs[i] = Duration.ofNanos(System.nanoTime() - start);
    }
    return new Measured(what, items, runs);
  }

  Duration median() {
    return sorted()[runs.length / 2];
  }

  double perSecond() {
    return items / (median().toNanos() / 1e9);
  }

  /** The shortest and the longest. */
  Duration[] range() {
    var all = sorted();
    return new Duration[] {all[0], all[all.length - 1]};
  }

  /** One line: what, median, range, rate. */
  String line() {
    var all = sorted();
    var rate = items > 1 ? String.format(Locale.ROOT, "%,14.0f /s", perSecond()) : "";
    return String.format(
        Locale.ROOT,
        "%-34s %10.3f s  (%.3f to %.3f, %d runs) %s",
        what,
        median().toNanos() / 1e9,
        all[0].toNanos() / 1e9,
        all[all.length - 1].toNanos() / 1e9,
        runs.length,
        rate);
  }

  /** One line: what, 50th and 95th percentile, range. */
  String percentiles() {
    var all = sorted();
    return String.format(
        Locale.ROOT,
        "%-26s p50 %.1f ms   p95 %.1f ms   (%.1f to %.1f, %d runs)",
        what,
        median().toNanos() / 1e6,
        all[(int) Math.ceil(all.length * 0.95) - 1].toNanos() / 1e6,
        all[0].toNanos() / 1e6,
        all[all.length - 1].toNanos() / 1e6,
        runs.length);
  }

  private Duration[] sorted() {
    var copy = runs.clone();
    Arrays.sort(copy);
    return copy;
  }
}
