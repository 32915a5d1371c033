package dev.hindcast.policy.judge;

import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import java.util.Locale;
import java.util.Optional;

/** How a decision differs, the most telling way first. The ids are part of the API. */
public enum ChangeKind {
  /** The candidate could not evaluate its rule, the baseline could. */
  ERROR_GAINED,
  ERROR_LOST,
  NEWLY_DENIED,
  NEWLY_ESCALATED,
  /** Denied or held for approval before, passes now. */
  NEWLY_ALLOWED,
  NEWLY_MODIFIED,
  /** The arguments come out differently; includes a modification that is gone. */
  MODIFICATION_CHANGED,
  NEWLY_WARNED,
  WARNING_LOST,
  /** Same effect by another rule. */
  RULE_CHANGED,
  REASON_CHANGED;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ChangeKind> byId(String id) {
    for (ChangeKind kind : values()) {
      if (kind.id().equals(id)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Empty if the decisions do not differ in anything but their message. */
  public static Optional<ChangeKind> of(Decision baseline, Decision candidate) {
    if (baseline.error().isPresent() != candidate.error().isPresent()) {
      return Optional.of(candidate.error().isPresent() ? ERROR_GAINED : ERROR_LOST);
    }
    if (baseline.effect() != candidate.effect()) {
      return Optional.of(ofEffects(baseline.effect(), candidate.effect()));
    }
    if (!baseline.edits().equals(candidate.edits())) {
      return Optional.of(MODIFICATION_CHANGED);
    }
    if (!baseline.ruleId().equals(candidate.ruleId())) {
      return Optional.of(RULE_CHANGED);
    }
    return baseline.reason().equals(candidate.reason())
        ? Optional.empty()
        : Optional.of(REASON_CHANGED);
  }

  private static ChangeKind ofEffects(Effect baseline, Effect candidate) {
    return switch (candidate) {
      case DENY -> NEWLY_DENIED;
      case REQUIRE_APPROVAL -> NEWLY_ESCALATED;
      case MODIFY -> baseline.passes() ? NEWLY_MODIFIED : NEWLY_ALLOWED;
      case WARN ->
          switch (baseline) {
            case DENY, REQUIRE_APPROVAL -> NEWLY_ALLOWED;
            case MODIFY -> MODIFICATION_CHANGED;
            case WARN, ALLOW -> NEWLY_WARNED;
          };
      case ALLOW ->
          switch (baseline) {
            case DENY, REQUIRE_APPROVAL -> NEWLY_ALLOWED;
            case MODIFY -> MODIFICATION_CHANGED;
            case WARN, ALLOW -> WARNING_LOST;
          };
    };
  }

  /** True if the action no longer happens: the candidate denies it, the baseline did not. */
  public static boolean lost(Decision baseline, Decision candidate) {
    return candidate.effect() == Effect.DENY && baseline.effect() != Effect.DENY;
  }

  /**
   * True if the run would go differently from here: denied, held or passing, or with other
   * arguments.
   */
  public static boolean diverges(Decision baseline, Decision candidate) {
    boolean sameClass =
        baseline.effect() == candidate.effect()
            || (baseline.effect().passes() && candidate.effect().passes());
    return !sameClass || !baseline.edits().equals(candidate.edits());
  }
}
