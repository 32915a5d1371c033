package dev.hindcast.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.hindcast.policy.engine.RuleOutcome;
import java.util.List;

/**
 * A compiled condition. Its outermost {@code &&}, {@code ||} and {@code !} are taken apart, with
 * CEL's own three-valued logic: an operand that fails does not matter if another one decides. That
 * way a missing key, which is common in traces and costs the CEL runtime three exceptions, is found
 * by looking before the program is run.
 */
sealed interface Condition {

  Condition TRUE = new Always();

  RuleOutcome evaluate(CelActivation activation);

  /** No condition at all. */
  record Always() implements Condition {
    @Override
    public RuleOutcome evaluate(CelActivation activation) {
      return RuleOutcome.MATCHED;
    }
  }

  /** False if either side is false; else failed if either failed. */
  record And(Condition left, Condition right) implements Condition {
    @Override
    public RuleOutcome evaluate(CelActivation activation) {
      RuleOutcome first = left.evaluate(activation);
      if (first instanceof RuleOutcome.NotMatched) {
        return first;
      }
      RuleOutcome second = right.evaluate(activation);
      return second instanceof RuleOutcome.Matched || isFailedThenFailed(first, second)
          ? first
          : second;
    }
  }

  /** True if either side is true; else failed if either failed. */
  record Or(Condition left, Condition right) implements Condition {
    @Override
    public RuleOutcome evaluate(CelActivation activation) {
      RuleOutcome first = left.evaluate(activation);
      if (first instanceof RuleOutcome.Matched) {
        return first;
      }
      RuleOutcome second = right.evaluate(activation);
      return second instanceof RuleOutcome.NotMatched || isFailedThenFailed(first, second)
          ? first
          : second;
    }
  }

  record Not(Condition operand) implements Condition {
    @Override
    public RuleOutcome evaluate(CelActivation activation) {
      return switch (operand.evaluate(activation)) {
        case RuleOutcome.Matched _ -> RuleOutcome.NOT_MATCHED;
        case RuleOutcome.NotMatched _ -> RuleOutcome.MATCHED;
        case RuleOutcome.Failed failed -> failed;
      };
    }
  }

  /**
   * A part evaluated by CEL.
   *
   * @param required keys that every evaluation of the program selects
   * @param errors words what goes wrong
   */
  record Leaf(CelRuntime.Program program, List<RequiredKey> required, EvaluationErrors errors)
      implements Condition {
    public Leaf {
      required = List.copyOf(required);
    }

    @Override
    public RuleOutcome evaluate(CelActivation activation) {
      for (int i = 0; i < required.size(); i++) {
        RuleOutcome.Failed missing = required.get(i).missing(activation);
        if (missing != null) {
          return missing;
        }
      }
      try {
        Object value = program.eval(activation);
        if (value instanceof Boolean truth) {
          return truth ? RuleOutcome.MATCHED : RuleOutcome.NOT_MATCHED;
        }
        return new RuleOutcome.Failed("the condition is neither true nor false");
      } catch (CelEvaluationException e) {
        return new RuleOutcome.Failed(errors.message(e));
      } catch (RuntimeException | StackOverflowError e) {
        // A defect of the library or an input too deep for it must not stop a replay.
        return new RuleOutcome.Failed("internal error: " + e.getClass().getSimpleName());
      }
    }
  }

  private static boolean isFailedThenFailed(RuleOutcome first, RuleOutcome second) {
    return first instanceof RuleOutcome.Failed && second instanceof RuleOutcome.Failed;
  }
}
