package dev.hindcast.tracestore.generate;

/** A small random source whose sequence is fixed by its seed for all time (SplitMix64). */
final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Dice(long seed, long stream) {
    this.state = mix(seed + GOLDEN) ^ mix(stream * GOLDEN + 1);
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** From 0 up to but not including the bound. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** From 0 up to but not including 1. */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return fraction() < probability;
  }

  <T> T pick(T[] values) {
    return values[below(values.length)];
  }

  /**
   * From 0 up to the bound; small numbers are far more likely, as users and tenants are in life.
   */
  int skewed(int bound) {
    var u = fraction();
    return (int) (bound * u * u * u);
  }

  /**
   * A positive amount with a long tail: half of them below the median, a few ten times above it.
   */
  double longTail(double median, double sigma) {
    return median * StrictMath.exp(sigma * normal());
  }

  private double normal() {
    var radius = StrictMath.sqrt(-2 * StrictMath.log(1 - fraction()));
    return radius * StrictMath.cos(2 * StrictMath.PI * fraction());
  }

  private static long mix(long value) {
    var z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
