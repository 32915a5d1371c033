package dev.hindcast.policy.cel;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A number of a policy among the numbers of a database. A database compares exact decimals; a
 * policy compares what they became when they were read: longs, or the nearest doubles. What lies
 * outside of a narrow band around a literal comes out the same in both worlds; what lies in it may
 * not.
 *
 * @param below every number that reads as the literal, or as more, is above this one
 * @param above every number that reads as the literal, or as less, is below this one
 * @param exact the number that certainly reads as the literal, however it is written; empty: none
 */
record NumberBand(BigDecimal below, BigDecimal above, Optional<BigDecimal> exact) {

  /** Beyond this a number may have been clamped. */
  private static final double LARGEST = 1e300;

  /** Up to here all whole numbers are doubles too. */
  private static final double MAX_EXACT = 0x1p53 - 1;

  private static final double SMALL = 1e-3;
  private static final BigDecimal SMALL_STEP = new BigDecimal("1e-18");

  static Optional<NumberBand> around(Number literal) {
    double number = literal.doubleValue();
    if (Double.isNaN(number) || Math.abs(number) > LARGEST) {
      return Optional.empty();
    }
    BigDecimal decimal =
        literal instanceof Long whole ? BigDecimal.valueOf(whole) : BigDecimal.valueOf(number);
    // Policies tell a negative zero from zero; recorded numbers have only the one.
    boolean isNegativeZero = Double.doubleToRawLongBits(number) == Long.MIN_VALUE;
    Optional<BigDecimal> exact =
        Math.abs(number) <= MAX_EXACT && !isNegativeZero ? Optional.of(decimal) : Optional.empty();
    if (Math.abs(number) < SMALL) {
      return Optional.of(
          new NumberBand(decimal.subtract(SMALL_STEP), decimal.add(SMALL_STEP), exact));
    }
    // Two steps: the decimal that is printed for a double is only near to it.
    return Optional.of(
        new NumberBand(
            BigDecimal.valueOf(Math.nextDown(Math.nextDown(number))),
            BigDecimal.valueOf(Math.nextUp(Math.nextUp(number))),
            exact));
  }
}
