package dev.hindcast.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.action.ValuePath.Step;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.Diagnostic;
import dev.hindcast.policy.bundle.Expression;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.selection.Outlook;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles the rules of one bundle. */
final class RuleCompiler {
  private final CelEnvironment environment = CelEnvironment.RULES;
  private final Map<String, Object> params;
  private final ObjectValue paramsValue;
  private final List<Diagnostic> diagnostics;

  RuleCompiler(Bundle bundle, List<Diagnostic> diagnostics) {
    this.params = bundle.params();
    this.paramsValue = new ObjectValue(params);
    this.diagnostics = diagnostics;
  }

  /** Empty, with diagnostics, if condition or message are wrong. */
  Optional<CelRule> compile(Rule rule) {
    int before = diagnostics.size();
    Optional<CelAbstractSyntaxTree> when =
        rule.when().flatMap(text -> check(rule, text, "when", CelKind.BOOL));
    Optional<CelAbstractSyntaxTree> message =
        rule.message().flatMap(text -> check(rule, text, "message", CelKind.STRING));
    if (diagnostics.size() > before) {
      return Optional.empty();
    }
    Set<ValuePath> reads = new LinkedHashSet<>();
    when.map(ReadAnalysis::of).ifPresent(reads::addAll);
    message.map(ReadAnalysis::of).ifPresent(reads::addAll);
    try {
      Condition condition =
          when.isPresent() ? ConditionPlanner.plan(environment, when.get()) : Condition.TRUE;
      Optional<CelRuntime.Program> text =
          message.isPresent() ? Optional.of(environment.program(message.get())) : Optional.empty();
      return Optional.of(
          new CelRule(
              rule,
              condition,
              text,
              paramsValue,
              reads,
              fingerprint(rule, reads),
              () -> when.map(tree -> OutlookTranslator.of(tree, params)).orElse(Outlook.TRUE)));
    } catch (CelEvaluationException e) {
      diagnostics.add(
          Diagnostic.error(
              BundleSource.MANIFEST,
              rule.when().or(rule::message).map(text -> text.position(0)).orElse(rule.position()),
              "rule '" + rule.id() + "' cannot be planned: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<CelAbstractSyntaxTree> check(
      Rule rule, Expression expression, String field, CelKind kind) {
    String name = field + "' of rule '" + rule.id();
    Optional<CelAbstractSyntaxTree> ast =
        environment.check(expression, name, Set.of(kind), diagnostics);
    ast.ifPresent(tree -> checkParams(tree, expression, name));
    return ast;
  }

  private void checkParams(CelAbstractSyntaxTree ast, Expression expression, String name) {
    Selections.of(ast, CelTypes.PARAMS)
        .forEach(
            (offset, param) -> {
              if (!params.containsKey(param)) {
                diagnostics.add(
                    Diagnostic.error(
                        BundleSource.MANIFEST,
                        expression.position(offset),
                        "'"
                            + name
                            + "': 'params."
                            + param
                            + "' is not declared; add it to 'params'"));
              }
            });
  }

  /**
   * Text of the expressions and the values of the params they read, each with its type: 1 and 1.0
   * print differently.
   */
  private String fingerprint(Rule rule, Set<ValuePath> reads) {
    SortedMap<String, Object> read = new TreeMap<>();
    for (ValuePath path : reads) {
      if (!path.root().equals(CelTypes.PARAMS)) {
        continue;
      }
      if (!path.steps().isEmpty() && path.steps().getFirst() instanceof Step.Key(String key)) {
        if (params.containsKey(key)) {
          read.put(key, params.get(key));
        }
      } else {
        read.putAll(params);
      }
    }
    var text = new StringBuilder("cel\n");
    quote(rule.when().map(Expression::text).orElse("true"), text);
    quote(rule.message().map(Expression::text).orElse(""), text);
    typed(read, text);
    return text.toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append(text.length()).append(':').append(text).append('\n');
  }

  private static void typed(Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append('n');
      case Map<?, ?> map -> {
        out.append('{').append(map.size());
        new TreeMap<>(map)
            .forEach(
                (key, below) -> {
                  quote(key.toString(), out);
                  typed(below, out);
                });
      }
      case List<?> list -> {
        out.append('[').append(list.size());
        list.forEach(element -> typed(element, out));
      }
      default -> {
        out.append(value.getClass().getSimpleName());
        quote(value.toString(), out);
      }
    }
  }
}
