package dev.hindcast.gateway.delta;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The statements of a delta replay's shard. Those that find actions select their {@code action_id}:
 * a worker puts what it reads of an action in its place, so that no action is looked up afterwards.
 *
 * @param count how many actions the shard has
 * @param sample actions that are not pulled, to be audited
 * @param pulled actions to judge, each in one of them only
 */
public record DeltaScan(String count, String sample, List<String> pulled) {
  /** No literal holds a line break, see {@link SqlLiterals}. */
  private static final String APART = ";\n";

  public DeltaScan {
    requireNonNull(count);
    requireNonNull(sample);
    pulled = List.copyOf(pulled);
  }

  /** All of them, for people and to be kept. */
  public String text() {
    return count + APART + sample + APART + String.join(APART, pulled);
  }

  /**
   * The scan of a text. What an earlier release kept was another kind of statement: it comes back
   * without anything pulled, which no worker takes.
   */
  public static DeltaScan ofText(String text) {
    var parts = List.of(text.split(APART));
    return parts.size() < 3
        ? new DeltaScan(text, "", List.of())
        : new DeltaScan(parts.get(0), parts.get(1), parts.subList(2, parts.size()));
  }
}
