package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * How to find what a delta replay judges: statements in which {@code $1} and {@code $2} bound the
 * action ids. Those that find actions begin with {@link #FOUND}.
 *
 * @param count how many actions there are
 * @param sample actions that are not to be judged, to be audited
 * @param pulled actions to judge, each in one of them only; the one that may find most comes first
 */
public record DeltaScan(String count, String sample, List<String> pulled) {
  /** What a reader replaces by what it reads of an action. */
  public static final String FOUND = "SELECT action_id FROM ";

  public DeltaScan {
    requireNonNull(count, "count");
    requireNonNull(sample, "sample");
    pulled = List.copyOf(pulled);
    if (pulled.isEmpty()
        || !Stream.concat(Stream.of(sample), pulled.stream())
            .allMatch(found -> found.startsWith(FOUND))) {
      throw new IllegalArgumentException(
          "the replay was planned by another release of the gateway: start it anew");
    }
  }
}
