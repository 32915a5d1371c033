package dev.hindcast.policy.cel;

import dev.hindcast.policy.bundle.BundleLimits;

/**
 * Bounds on one expression. Beyond a compile-time bound the bundle is rejected; beyond a run-time
 * one the rule fails.
 */
public final class CelLimits {

  /**
   * The parser's own bound; {@link BundleLimits#MAX_EXPRESSION_LENGTH} is reported first, with a
   * better message.
   */
  public static final int MAX_EXPRESSION_CODE_POINTS = BundleLimits.MAX_EXPRESSION_LENGTH;

  /**
   * Nesting of parentheses and calls. People write about ten; evaluation recurses, so a thousand
   * would need a stack.
   */
  public static final int MAX_PARSE_DEPTH = 100;

  /** Nodes of one syntax tree: bounds what macros can blow up a short text to. */
  public static final int MAX_NODES = 20_000;

  /**
   * Steps of all comprehensions in one evaluation. A rule over a history of 300 actions with 30
   * arguments each takes 9,000 steps; nested loops that need more would let one action hold up a
   * whole replay.
   */
  public static final int MAX_ITERATIONS = 50_000;

  /** RE2 instructions of a pattern made at run time, as for one in the bundle. */
  public static final int MAX_REGEX_PROGRAM_SIZE = BundleLimits.MAX_REGEX_PROGRAM_SIZE;

  private CelLimits() {}
}
