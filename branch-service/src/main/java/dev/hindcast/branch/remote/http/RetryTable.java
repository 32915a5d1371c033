package dev.hindcast.branch.remote.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What is tried again, how often and after how long.
 *
 * <table>
 * <caption>the table</caption>
 * <tr><th>what came</th><th>a call that may be repeated</th><th>a call that may not</th></tr>
 * <tr><td>423 locked, 429 too many, 503 unavailable: it was not begun</td><td>again</td><td>again</td></tr>
 * <tr><td>no connection: it was not sent</td><td>again</td><td>again</td></tr>
 * <tr><td>sent, but no answer; 500, 502, 504</td><td>again</td><td>nobody knows: look first</td></tr>
 * <tr><td>anything else</td><td>the answer</td><td>the answer</td></tr>
 * </table>
 *
 * <p>A wait doubles from {@code first} to {@code longest}; {@code Retry-After} may make it longer,
 * but not longer than a minute.
 *
 * @param attempts at most, at least 1
 */
public record RetryTable(int attempts, Duration first, Duration longest) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  public RetryTable {
    requireNonNull(first);
    requireNonNull(longest);
    if (attempts < 1) {
      throw new IllegalArgumentException("nothing would ever be tried");
    }
  }

  /** Ten attempts within a good minute. */
  public static RetryTable ofPeople() {
    return new RetryTable(10, Duration.ofMillis(500), Duration.ofSeconds(15));
  }

  /** What came of one attempt. */
  public sealed interface Outcome {}

  /** An answer. */
  public record Answered(int status, Optional<Duration> retryAfter) implements Outcome {
    public Answered {
      requireNonNull(retryAfter);
    }
  }

  /** No connection came about, so nothing was sent. */
  public record NotSent() implements Outcome {}

  /** The connection broke before an answer came. */
  public record Broken() implements Outcome {}

  /** What to do now. */
  public sealed interface Verdict {}

  /** The answer is one. */
  public record Take() implements Verdict {}

  /** Wait and try again. */
  public record Again(Duration after) implements Verdict {
    public Again {
      requireNonNull(after);
    }
  }

  /** It may have had its effect. */
  public record Unsure() implements Verdict {}

  /** It had no effect and will have none now. */
  public record GiveUp() implements Verdict {}

  /**
   * The row of the table.
   *
   * @param attempt that brought the outcome, from 1
   * @param repeatable whether a second effect does no harm
   */
  public Verdict verdict(Outcome outcome, int attempt, boolean repeatable) {
    return switch (outcome) {
      case Answered(var status, var retryAfter) ->
          switch (status) {
            case 423, 429, 503 -> again(attempt, retryAfter);
            case 500, 502, 504 -> repeatable ? again(attempt, retryAfter) : new Unsure();
            default -> new Take();
          };
      case NotSent() -> again(attempt, Optional.empty());
      case Broken() -> repeatable ? again(attempt, Optional.empty()) : new Unsure();
    };
  }

  private Verdict again(int attempt, Optional<Duration> retryAfter) {
    if (attempt >= attempts) {
      return new GiveUp();
    }
    var wait = first.multipliedBy(1L << Math.min(attempt - 1, 20));
    var bounded = wait.compareTo(longest) > 0 ? longest : wait;
    var asked = retryAfter.orElse(Duration.ZERO);
    var atLeast = asked.compareTo(bounded) > 0 ? asked : bounded;
    return new Again(atLeast.compareTo(MINUTE) > 0 ? MINUTE : atLeast);
  }
}
