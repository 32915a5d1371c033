package dev.hindcast.branch.remote.fake;

import java.util.SplittableRandom;

/** What goes wrong on the way, drawn from a seed that is printed. */
public final class Faults {
  private final long seed;
  private final double rate;
  private final SplittableRandom random;

  private Faults(long seed, double rate) {
    this.seed = seed;
    this.rate = rate;
    this.random = new SplittableRandom(seed);
  }

  /** Nothing goes wrong. */
  public static Faults none() {
    return new Faults(0, 0);
  }

  /** That share of calls goes wrong; the system property {@code hindcast.seed} repeats a run. */
  public static Faults some(double rate) {
    var seed = Long.getLong("hindcast.seed", new SplittableRandom().nextLong());
    System.out.println("faults of the engine: -Dhindcast.seed=" + seed);
    return new Faults(seed, rate);
  }

  /** What happens to one call. */
  public enum Fault {
    NONE,
    /** 423: another operation of the project is under way. */
    LOCKED,
    /** 429 with Retry-After. */
    TOO_MANY,
    /** 503. */
    UNAVAILABLE,
    /** The connection drops before anything is done. */
    DROPPED_BEFORE,
    /** It is done, then the connection drops. */
    DROPPED_AFTER
  }

  synchronized Fault next() {
    if (random.nextDouble() >= rate) {
      return Fault.NONE;
    }
    var faults = Fault.values();
    return faults[random.nextInt(1, faults.length)];
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
