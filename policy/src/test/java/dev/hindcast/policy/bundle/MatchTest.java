package dev.hindcast.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.TestBundles;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {

  @ParameterizedTest
  @CsvSource({
    "tools,      pay.*,   true",
    "tools,      look*,   false",
    "agents,     bill*,   true",
    "agents,     billing, true",
    "agents,     b?,      false",
    "operations, exec*,   true",
    "operations, chat*,   false",
    "tenants,    acme-*,  true",
    "tenants,    acme,    false",
    "models,     m-?,     true",
    "models,     n*,      false",
  })
  void everyClauseTakesGlobs(String clause, String glob, boolean matches) {
    CompiledBundle bundle =
        TestBundles.rules(
            "", "{ id: r, effect: deny, match: { %s: [other, \"%s\"] } }".formatted(clause, glob));
    Action action =
        Action.builder("pay.out").agent("billing").tenant("acme-eu").model("m-1").build();

    assertThat(bundle.decide(EvaluationInput.of(action)).effect())
        .isEqualTo(matches ? Effect.DENY : Effect.ALLOW);
  }
}
