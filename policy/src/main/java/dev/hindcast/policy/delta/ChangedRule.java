package dev.hindcast.policy.delta;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.selection.Outlook.Widening;
import dev.hindcast.policy.selection.Selection;
import java.util.List;
import java.util.Locale;

/**
 * A rule that is not the same in both bundles, and the actions whose decision it could change.
 *
 * @param selection at least these, as long as no other changed rule is looked at
 * @param widenings parts of its conditions that select every action
 */
public record ChangedRule(String ruleId, Kind kind, Selection selection, List<Widening> widenings) {

  /** How a rule differs. */
  public enum Kind {
    /** Only the candidate has it. */
    ADDED,
    /** Only the baseline has it. */
    REMOVED,
    /** The same effect, on other conditions: only where these differ can a decision. */
    CONDITION_CHANGED,
    /** Its effect, reason, edits or handling of errors differ, or it has moved past another one. */
    CONDUCT_CHANGED;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ChangedRule {
    requireNonNull(ruleId, "ruleId");
    requireNonNull(kind, "kind");
    requireNonNull(selection, "selection");
    widenings = List.copyOf(widenings);
  }
}
