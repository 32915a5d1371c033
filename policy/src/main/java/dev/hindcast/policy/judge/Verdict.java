package dev.hindcast.policy.judge;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.engine.NotReplayableReason;

/** What a candidate does to one action, compared with the baseline. */
public sealed interface Verdict {

  /**
   * The same effect, rule, reason and edits on both sides.
   *
   * @param decision the baseline's
   */
  record Unchanged(Decision decision) implements Verdict {
    public Unchanged {
      requireNonNull(decision, "decision");
    }
  }

  record Changed(ChangeKind kind, Decision baseline, Decision candidate) implements Verdict {
    public Changed {
      requireNonNull(kind, "kind");
      requireNonNull(baseline, "baseline");
      requireNonNull(candidate, "candidate");
    }

    /** See {@link ChangeKind#lost}. */
    public boolean lost() {
      return ChangeKind.lost(baseline, candidate);
    }

    /** See {@link ChangeKind#diverges}. */
    public boolean diverges() {
      return ChangeKind.diverges(baseline, candidate);
    }

    /** The side whose rule made the difference: the candidate's, unless its default decided. */
    public Side causingSide() {
      return candidate.ruleId().isEmpty() ? Side.BASELINE : Side.CANDIDATE;
    }

    public String causingRule() {
      return causingSide() == Side.CANDIDATE ? candidate.ruleId() : baseline.ruleId();
    }
  }

  record NotReplayable(NotReplayableReason reason) implements Verdict {
    public NotReplayable {
      requireNonNull(reason, "reason");
    }
  }
}
