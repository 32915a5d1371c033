package dev.hindcast.policy.bundle;

/**
 * Bounds on what one bundle may hold, so that checking and judging it stay cheap whoever wrote it.
 */
public final class BundleLimits {

  /**
   * Each rule costs every action it matches; a thousand is far beyond what people keep in their
   * heads.
   */
  public static final int MAX_RULES = 1_000;

  public static final int MAX_TESTS = 2_000;

  /** Characters of one condition or message: some two hundred lines. */
  public static final int MAX_EXPRESSION_LENGTH = 16_000;

  public static final int MAX_MODIFICATIONS = 100;

  /** Diagnostics kept; a file that is wrong everywhere is not explained better by more. */
  public static final int MAX_DIAGNOSTICS = 200;

  /** Compiled size of one regular expression, in RE2 instructions. */
  public static final int MAX_REGEX_PROGRAM_SIZE = 5_000;

  private BundleLimits() {}
}
