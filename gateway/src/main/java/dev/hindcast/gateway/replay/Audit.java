package dev.hindcast.gateway.replay;

/**
 * The sample of what a delta replay left out.
 *
 * @param oneIn one in so many actions is drawn; 0: none is
 * @param sampled how many were judged so far
 */
public record Audit(long seed, long oneIn, long sampled) {
  /** Of a full replay. */
  public static final Audit NONE = new Audit(0, 0, 0);

  public Audit {
    if (oneIn < 0 || sampled < 0) {
      throw new IllegalArgumentException("a sample of " + sampled + ", one in " + oneIn);
    }
  }
}
