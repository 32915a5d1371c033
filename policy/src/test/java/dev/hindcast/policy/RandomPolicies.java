package dev.hindcast.policy;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.engine.EvaluationInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Random conditions and actions over few keys, so that keys are often missing and values often of
 * the wrong type.
 */
public final class RandomPolicies {

  private static final Arbitrary<String> KEYS = Arbitraries.of("a", "b", "c");

  private static final List<String> ATOMS =
      List.of(
          "args.K1 > N",
          "args.K1 == N",
          "args.K1 == args.K2",
          "args.K1.K2 == N",
          "args['K1'] < N",
          "args[params.k] == N",
          "args[context.K1] == N",
          "has(args.K1)",
          "has(args.K1.K2)",
          "args.?K1.orValue(N) == N",
          "args.?K1.?K2.hasValue()",
          "args[?'K1'].optMap(x, x > N).orValue(true)",
          "'K1' in args",
          "args.K1 in [N, 'x', null]",
          "args.K1 == null",
          "size(args) > N",
          "size(args.K1) > N",
          "size([args.K1, N]) == 2",
          "args.exists(k, k == 'K1')",
          "args.exists(k, v, k == 'K1' && v == N)",
          "args.K1.exists(e, e == N)",
          "args.K1.all(e, e != context.K2)",
          "args.K1.map(e, e)[0] == N",
          "args.K1[0] == N",
          "args.K1.startsWith('x')",
          "args.K1.matches('^x+$')",
          "string(args.K1) == 'x'",
          "type(args.K1) == int",
          "args == {'K1': N}",
          "(args.K1 > N ? args.K2 : context.K1) == N",
          "(has(args.K1) ? args : context).K2 == N",
          "cel.bind(x, args.K1, x > N && x < 3)",
          "cel.bind(x, args, has(x.K1) && x.K1 == N)",
          "[1, 2].exists(args, args == N)",
          "[args, context].exists(m, has(m.K1))",
          "context.K1 == N",
          "context.K1 != 'x'",
          "workflow.attributes.K1 == N",
          "workflow.id == 'w'",
          "action.step > N",
          "action.agent == 'x'",
          "action.model + action.tenant == 'x'",
          "action.operation.size() > N",
          "action.time > timestamp('1970-01-01T00:00:01Z')",
          "history.size() > N",
          "history.exists(h, h.args == args)",
          "history.filter(h, h.tool == action.tool && h.args.K1 == args.K2).size() > N",
          "history.filter(h, h.error == null).size() > N",
          "history.map(h, h.agent).exists(g, g == 'x')",
          "history.filter(h, h.step > N).exists(h, h.context.K1 == N)",
          "history[N].result == N",
          "history[size(history) - 1].args.K1 == N",
          "history.exists(i, h, i == N && h.operation == 'x')",
          "(history + history).all(h, h.time > timestamp(0))",
          "cel.bind(h, history[0], h.args[h.tool] == N)",
          "history == []",
          "history.map(h, [h]).exists(l, l[0].tool == 'x')",
          "history.all(h, has(h.args.K1))");

  private RandomPolicies() {}

  public static Arbitrary<String> conditions() {
    return conditions(3);
  }

  private static Arbitrary<String> conditions(int depth) {
    if (depth == 0) {
      return atoms();
    }
    Arbitrary<String> below = conditions(depth - 1);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, atoms()),
        net.jqwik.api.Tuple.of(
            3, Combinators.combine(below, below).as((l, r) -> "(" + l + " && " + r + ")")),
        net.jqwik.api.Tuple.of(
            3, Combinators.combine(below, below).as((l, r) -> "(" + l + " || " + r + ")")),
        net.jqwik.api.Tuple.of(1, below.map(c -> "!(" + c + ")")),
        net.jqwik.api.Tuple.of(
            1,
            Combinators.combine(below, below, below)
                .as((c, l, r) -> "(" + c + " ? " + l + " : " + r + ")")));
  }

  private static Arbitrary<String> atoms() {
    return Combinators.combine(
            Arbitraries.of(ATOMS), KEYS, KEYS, Arbitraries.integers().between(0, 2))
        .as(
            (atom, k1, k2, n) ->
                atom.replace("K1", k1).replace("K2", k2).replace("N", n.toString()));
  }

  public static Arbitrary<Object> json(int depth) {
    Arbitrary<Object> scalars = Arbitraries.of(0L, 1L, 2L, 1.0, 2.5, "x", "xx", "a", true);
    if (depth == 0) {
      return scalars.injectNull(0.1);
    }
    Arbitrary<Object> below = json(depth - 1);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(4, scalars.injectNull(0.1)),
        net.jqwik.api.Tuple.of(1, below.list().ofMaxSize(3).map(list -> (Object) list)),
        net.jqwik.api.Tuple.of(1, objects(depth - 1).map(map -> (Object) map)));
  }

  public static Arbitrary<Map<String, Object>> objects(int depth) {
    return Arbitraries.maps(KEYS, json(depth)).ofMaxSize(3);
  }

  public static Arbitrary<EvaluationInput> inputs() {
    Arbitrary<Map<String, Object>> attributes = objects(0);
    return Combinators.combine(actions(), attributes, items().list().ofMaxSize(4))
        .as(
            (action, workflow, history) ->
                new EvaluationInput(
                    action, new WorkflowInfo("w", workflow), new ArrayList<>(history)));
  }

  private static Arbitrary<Action> actions() {
    Arbitrary<String> words = Arbitraries.of("x", "y", "");
    return Combinators.combine(
            Arbitraries.of("t", "u", "a"),
            objects(2),
            objects(1),
            words,
            words,
            Arbitraries.integers().between(0, 3))
        .as(
            (tool, args, context, agent, model, step) ->
                Action.builder(tool)
                    .args(args)
                    .context(context)
                    .agent(agent)
                    .model(model)
                    .tenant(agent)
                    .operation(model)
                    .time(Instant.ofEpochSecond(step))
                    .workflow("w", step)
                    .build());
  }

  private static Arbitrary<HistoryItem> items() {
    return Combinators.combine(actions(), json(1), Arbitraries.of("refused", "").injectNull(0.5))
        .as(HistoryItem::of);
  }
}
