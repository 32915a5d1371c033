package dev.hindcast.policy.judge;

import dev.hindcast.policy.engine.SkippedErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps skipped errors until it is certain that the action could be judged. Most actions have none.
 */
final class Skips {
  private List<Skip> kept = List.of();

  private record Skip(Side side, String ruleId, String message) {}

  SkippedErrors of(Side side) {
    return (ruleId, message) -> {
      kept = kept.isEmpty() ? new ArrayList<>() : kept;
      kept.add(new Skip(side, ruleId, message));
    };
  }

  /** Of rules that are the same on both sides. */
  SkippedErrors ofBoth() {
    var before = of(Side.BASELINE);
    var after = of(Side.CANDIDATE);
    return (ruleId, message) -> {
      before.skipped(ruleId, message);
      after.skipped(ruleId, message);
    };
  }

  void tell(SideErrors errors) {
    for (Skip skip : kept) {
      errors.skipped(skip.side(), skip.ruleId(), skip.message());
    }
  }
}
