package dev.hindcast.policy.diff;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random judged actions. */
final class Verdicts {

  record Judged(Action action, Verdict verdict) {}

  private Verdicts() {}

  static Arbitrary<List<Judged>> lists() {
    return judged().list().ofMaxSize(40);
  }

  static Arbitrary<Judged> judged() {
    Arbitrary<Action> actions =
        Combinators.combine(
                Arbitraries.longs().between(0, 1000),
                Arbitraries.of("t1", "t2"),
                Arbitraries.of("a1", "a2"),
                Arbitraries.longs().between(0, 100_000))
            .as(
                (id, tool, agent, second) ->
                    Action.builder(tool)
                        .id(id)
                        .workflow("w" + id % 7, (int) (id % 5))
                        .agent(agent)
                        .time(Instant.ofEpochSecond(second))
                        .build());
    return Combinators.combine(actions, verdicts()).as(Judged::new);
  }

  private static Arbitrary<Verdict> verdicts() {
    Arbitrary<Verdict> excluded =
        Arbitraries.of(NotReplayableReason.class).map(Verdict.NotReplayable::new);
    return Arbitraries.oneOf(
        Combinators.combine(decisions(), decisions()).as(Verdicts::compare),
        Combinators.combine(decisions(), decisions()).as(Verdicts::compare),
        excluded);
  }

  private static Verdict compare(Decision baseline, Decision candidate) {
    Optional<ChangeKind> kind = ChangeKind.of(baseline, candidate);
    return kind.isEmpty()
        ? new Verdict.Unchanged(baseline)
        : new Verdict.Changed(kind.get(), baseline, candidate);
  }

  private static Arbitrary<Decision> decisions() {
    return Combinators.combine(
            Arbitraries.of(Effect.class),
            Arbitraries.of("", "r1", "r2"),
            Arbitraries.of("", "x"),
            Arbitraries.integers().between(0, 3))
        .as(
            (effect, rule, reason, value) ->
                switch (effect) {
                  case MODIFY ->
                      Decision.byRule(effect, rule, reason, "")
                          .withEdits(List.of(ArgumentEdit.replaced("args.a", (long) value)));
                  case DENY ->
                      value == 0
                          ? Decision.byError(new EvaluationError(rule, "broken"))
                          : Decision.byRule(effect, rule, reason, "");
                  case REQUIRE_APPROVAL, WARN, ALLOW -> Decision.byRule(effect, rule, reason, "");
                });
  }
}
