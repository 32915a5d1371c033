package dev.hindcast.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.engine.EvaluableRule;
import dev.hindcast.policy.engine.Evaluation;
import dev.hindcast.policy.engine.RuleOutcome;
import dev.hindcast.policy.selection.Outlook;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One rule, compiled. */
final class CelRule implements EvaluableRule {
  private final Rule rule;
  private final Condition condition;
  private final Optional<CelRuntime.Program> message;
  private final ObjectValue params;
  private final Set<ValuePath> reads;
  private final String fingerprint;
  private final Supplier<Outlook> outlook;

  CelRule(
      Rule rule,
      Condition condition,
      Optional<CelRuntime.Program> message,
      ObjectValue params,
      Set<ValuePath> reads,
      String fingerprint,
      Supplier<Outlook> outlook) {
    this.rule = rule;
    this.condition = condition;
    this.message = message;
    this.params = params;
    this.reads = Set.copyOf(reads);
    this.fingerprint = fingerprint;
    this.outlook = outlook;
  }

  @Override
  public Rule rule() {
    return rule;
  }

  @Override
  public RuleOutcome evaluate(Evaluation evaluation) {
    return condition.evaluate(CelActivation.of(evaluation, params));
  }

  @Override
  public String message(Evaluation evaluation) {
    if (message.isEmpty()) {
      return "";
    }
    try {
      Object text = message.get().eval(CelActivation.of(evaluation, params));
      return text instanceof String told ? told : "";
    } catch (CelEvaluationException e) {
      return "";
    } catch (RuntimeException | StackOverflowError e) {
      // A text for people is never worth a decision.
      return "";
    }
  }

  @Override
  public Set<ValuePath> reads() {
    return reads;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public Outlook outlook() {
    return outlook.get();
  }
}
