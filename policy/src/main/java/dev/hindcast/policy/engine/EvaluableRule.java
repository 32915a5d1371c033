package dev.hindcast.policy.engine;

import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.selection.Outlook;
import java.util.Set;

/** A rule an engine has compiled. Immutable and thread-safe; evaluation must not throw. */
public interface EvaluableRule {

  Rule rule();

  /**
   * Evaluates the condition alone. The match clause was checked before.
   *
   * @param evaluation holds the input; an engine may keep its own view of it there
   */
  RuleOutcome evaluate(Evaluation evaluation);

  /** The text for people when this rule decides; empty if it has none or none can be made. */
  String message(Evaluation evaluation);

  /**
   * The places condition and message read, such as {@code args.amount} or {@code
   * history[*].args.path}. Sound: a place not inside any of these cannot change the outcome. The
   * match clause and the modifications are added by the caller.
   */
  Set<ValuePath> reads();

  /**
   * Equal for two rules exactly if they have the same outcome and message for every input: same
   * condition, same message, same values of the params these read.
   */
  String fingerprint();

  /**
   * What the condition could come to, for a database to answer. The match clause is not in it. An
   * engine that has nothing to say says so.
   */
  default Outlook outlook() {
    return Outlook.unknown("the whole condition", "this engine's rules are not translated");
  }
}
