package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.change.ChangeStore;
import dev.hindcast.gateway.merge.DiffService;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.gate.DiffFacts;
import dev.hindcast.policy.gate.Gate;
import dev.hindcast.policy.gate.GateVerdict;
import dev.hindcast.policy.gate.Gates;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds a finished diff against gates. */
@Singleton
final class GateKeeper {
  private final DiffService diffs;
  private final ChangeStore changes;
  private final PromotionMetrics metrics;

  GateKeeper(DiffService diffs, ChangeStore changes, PromotionMetrics metrics) {
    this.diffs = diffs;
    this.changes = changes;
    this.metrics = metrics;
  }

  /**
   * A verdict for each gate.
   *
   * @throws FailureException {@code InvalidRequest} for a gate that does not compile
   */
  List<Verdict> judge(Replay replay, List<String> conditions) {
    var gates = compile(conditions);
    if (gates.isEmpty()) {
      return List.of();
    }
    var facts = facts(replay);
    var verdicts = gates.stream().map(gate -> verdict(gate.evaluate(facts))).toList();
    metrics.judged(verdicts);
    return verdicts;
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

  private static Verdict verdict(GateVerdict verdict) {
    var read =
        verdict.values().entrySet().stream()
            .map(value -> value.getKey() + " = " + value.getValue())
            .collect(Collectors.joining(", "));
    return new Verdict(
        verdict.expression(), verdict.passed(), verdict.error().isEmpty() ? read : verdict.error());
  }
}
