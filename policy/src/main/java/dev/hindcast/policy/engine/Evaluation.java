package dev.hindcast.policy.engine;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One action while it is being judged, possibly by several bundles: remembers the outcomes of rules
 * that the bundles share and an engine's view of the input. Confined to one thread; made anew for
 * every action.
 */
public final class Evaluation {
  private final EvaluationInput input;
  private final RuleOutcome @Nullable [] outcomes;
  private @Nullable Object view;
  private boolean unrecordedRead;
  private boolean erasedRead;

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
    unrecordedRead = true;
  }

  /** True if an outcome so far depends on something that nobody recorded. */
  public boolean unrecordedRead() {
    return unrecordedRead;
  }

  /** To be called when a rule has really looked at something erased from an earlier action. */
  public void markErasedRead() {
    erasedRead = true;
  }

  /** True if an outcome so far depends on something of an earlier action that was erased. */
  public boolean erasedRead() {
    return erasedRead;
  }

  RuleOutcome outcome(EvaluableRule rule, int slot) {
    if (slot < 0 || outcomes == null) {
      return rule.evaluate(this);
    }
    RuleOutcome known = outcomes[slot];
    if (known == null) {
      known = rule.evaluate(this);
      outcomes[slot] = known;
    }
    return known;
  }
}
