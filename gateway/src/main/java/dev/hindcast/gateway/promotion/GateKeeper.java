package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.change.ChangeStore;
import dev.hindcast.gateway.merge.DiffService;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.gate.DiffFacts;
import dev.hindcast.policy.gate.Gate;
import dev.hindcast.policy.gate.GateVerdict;
import dev.hindcast.policy.gate.Gates;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds a finished diff against gates. */
@Singleton
final class GateKeeper {
  private final DiffService diffs;
  private final ChangeStore changes;

  GateKeeper(DiffService diffs, ChangeStore changes) {
    this.diffs = diffs;
    this.changes = changes;
  }

  /**
   * Returns if every gate holds.
   *
   * @throws FailureException {@code InvalidRequest} for a gate that does not compile, {@code
   *     GateFailed} with every gate that does not hold
   */
  void check(Replay replay, List<String> conditions) {
    var gates = compile(conditions);
    var facts = facts(replay);
    var failed =
        gates.stream()
            .map(gate -> gate.evaluate(facts))
            .filter(verdict -> !verdict.passed())
            .map(GateKeeper::finding)
            .toList();
    if (!failed.isEmpty()) {
      throw new FailureException(new Failure.GateFailed(replay.resource(), failed));
    }
  }

  private static List<Gate> compile(List<String> conditions) {
    var gates = new ArrayList<Gate>();
    for (var condition : conditions) {
      var result = Gates.compile("gate-" + gates.size(), condition);
      gates.add(
          result
              .gate()
              .orElseThrow(
                  () ->
                      new FailureException(
                          new Failure.InvalidRequest(
                              "gates[" + gates.size() + "]",
                              result.issues().getFirst().message()))));
    }
    return gates;
  }

  private Map<String, Object> facts(Replay replay) {
    var touched = changes.touched(replay.id());
    return DiffFacts.of(
        diffs.get(replay.name()).summary(),
        touched.success(),
        new DiffFacts.Touched(
            touched.success(), touched.failure(), touched.incident(), touched.unknown()));
  }

  private static Finding finding(GateVerdict verdict) {
    return new Finding(
        "GATE",
        verdict.expression(),
        verdict.error().isEmpty() ? "it is false for " + verdict.values() : verdict.error());
  }
}
