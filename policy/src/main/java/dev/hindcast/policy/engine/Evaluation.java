package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One action while it is being judged, possibly by several bundles: remembers the outcomes of rules
 * that the bundles share and an engine's view of the input. Confined to one thread; made anew for
 * every action.
 */
public final class Evaluation {
  private static final int UNRECORDED = 1;
  private static final int ERASED = 2;
  private static final int TOO_LONG = 4;

  private final EvaluationInput input;
  private final RuleOutcome @Nullable [] outcomes;
  private byte @Nullable [] outcomeMarks;
  private @Nullable Object view;
  private int marks;

  /** For one bundle alone. */
  public Evaluation(EvaluationInput input) {
    this(input, 0);
  }

  Evaluation(EvaluationInput input, int sharedRules) {
    this.input = requireNonNull(input, "input");
    this.outcomes = sharedRules == 0 ? null : new RuleOutcome[sharedRules];
  }

  public EvaluationInput input() {
    return input;
  }

  /**
   * An engine's own form of the input, made on first use and kept for the next rule and the next
   * bundle.
   */
  public <T> T view(Class<T> type, Function<Evaluation, T> create) {
    if (!type.isInstance(view)) {
      view = create.apply(this);
    }
    return type.cast(view);
  }

  /**
   * To be called when a rule has really looked at arguments of an earlier action that were not
   * recorded.
   */
  public void markUnrecordedRead() {
    marks |= UNRECORDED;
  }

  /** To be called when a rule has really looked at something erased from an earlier action. */
  public void markErasedRead() {
    marks |= ERASED;
  }

  /** To be called when a rule has really looked at a history that is not there for its length. */
  public void markTooLongRead() {
    marks |= TOO_LONG;
  }

  /**
   * Why what was evaluated so far cannot be judged honestly: it depends on something that is not
   * known. Only evaluating brings this to light.
   */
  public Optional<NotReplayableReason> unknownRead() {
    if (marks == 0) {
      return Optional.empty();
    }
    return Optional.of(
        (marks & UNRECORDED) != 0
            ? NotReplayableReason.ARGUMENTS_NOT_RECORDED
            : (marks & ERASED) != 0
                ? NotReplayableReason.FIELD_ERASED
                : NotReplayableReason.HISTORY_TOO_LONG);
  }

  /** What was marked so far, for {@link #backTo}. */
  public int marks() {
    return marks;
  }

  /**
   * Unmarks what was marked since {@link #marks} said this: what one bundle looked at must not
   * count for the next one. A remembered outcome brings its own marks with it.
   */
  public void backTo(int earlier) {
    marks = earlier;
  }

  RuleOutcome outcome(EvaluableRule rule, int slot) {
    if (slot < 0 || outcomes == null) {
      return rule.evaluate(this);
    }
    RuleOutcome known = outcomes[slot];
    if (known != null) {
      marks |= outcomeMarks == null ? 0 : outcomeMarks[slot];
      return known;
    }
    int before = marks;
    marks = 0;
    known = rule.evaluate(this);
    outcomes[slot] = known;
    if (marks != 0) {
      outcomeMarks = outcomeMarks == null ? new byte[outcomes.length] : outcomeMarks;
      outcomeMarks[slot] = (byte) marks;
    }
    marks |= before;
    return known;
  }
}
