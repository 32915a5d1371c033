package dev.hindcast.policy.selection;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a condition could come to, told without evaluating it. The two selections are dual and
 * overlap: an action is in both where the condition fails, or where nothing certain can be said.
 *
 * @param notFalse at least the actions for which it is true or fails
 * @param notTrue at least the actions for which it is false or fails
 * @param widenings parts that were not understood, for which both select every action
 */
public record Outlook(Selection notFalse, Selection notTrue, List<Widening> widenings) {

  /** Nothing is known. */
  public static Outlook unknown(String expression, String reason) {
    return new Outlook(
        Selection.ALWAYS, Selection.ALWAYS, List.of(new Widening(expression, reason)));
  }

  /** No condition at all. */
  public static final Outlook TRUE = new Outlook(Selection.ALWAYS, Selection.NEVER, List.of());

  public Outlook {
    requireNonNull(notFalse, "notFalse");
    requireNonNull(notTrue, "notTrue");
    widenings = List.copyOf(widenings);
  }

  /**
   * A part of a condition that selects every action.
   *
   * @param reason for a person
   */
  public record Widening(String expression, String reason) {
    public Widening {
      requireNonNull(expression, "expression");
      requireNonNull(reason, "reason");
    }
  }
}
