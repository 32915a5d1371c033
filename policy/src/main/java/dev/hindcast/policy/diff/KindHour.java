package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.ChangeKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A kind of change in one hour.
 *
 * @param hour start of the hour, UTC, by the actions' own time
 */
public record KindHour(ChangeKind kind, Instant hour) implements Comparable<KindHour> {

  private static final Comparator<KindHour> ORDER =
      Comparator.comparing(KindHour::kind).thenComparing(KindHour::hour);

  public KindHour {
    requireNonNull(kind, "kind");
    hour = hour.truncatedTo(ChronoUnit.HOURS);
  }

  @Override
  public int compareTo(KindHour other) {
    return ORDER.compare(this, other);
  }
}
