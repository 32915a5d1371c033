package dev.hindcast.policy.delta;

import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.delta.ChangedRule.Kind;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluableRule;
import dev.hindcast.policy.selection.Outlook;
import dev.hindcast.policy.selection.Place.TextColumn;
import dev.hindcast.policy.selection.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The difference between two bundles as far as decisions go. A decision is a function of the rules
 * that apply, in their order; so it differs only where a changed rule applies, fails, or ceases to.
 *
 * <p>That holds for every combining: rules that do not apply have no say. Rules that have moved
 * past each other count as changed, so the order of the others is the same on both sides. What a
 * changed catalogue of tools does not know is not replayable, and such actions are selected
 * whatever the rules.
 *
 * @param obstacles why nothing less than judging every action is sound; empty: {@code changed}
 *     tells all
 * @param changed in the order of the rules' ids
 * @param unknownTools at least the actions whose tool a bundle does not know
 */
public record BundleDelta(
    List<String> obstacles, List<ChangedRule> changed, Selection unknownTools) {

  public BundleDelta {
    obstacles = List.copyOf(obstacles);
    changed = List.copyOf(changed);
  }

  /** At least the actions that the two bundles can decide differently, and unknown tools. */
  public Selection selection() {
    return Selection.or(
        Stream.concat(Stream.of(unknownTools), changed.stream().map(ChangedRule::selection))
            .toList());
  }

  /** Match clauses of the rules that differ, on either side: no other action can be touched. */
  public static List<Match> changedMatches(CompiledBundle baseline, CompiledBundle candidate) {
    var pairs = RulePairs.of(baseline.rules(), candidate.rules(), baseline.bundle().combining());
    Stream<EvaluableRule> differing =
        pairs.pairs().stream()
            .filter(pair -> !pair.isSame())
            .flatMap(pair -> Stream.of(pair.before(), pair.after()));
    return Stream.of(differing, pairs.onlyBefore().stream(), pairs.onlyAfter().stream())
        .flatMap(Function.identity())
        .map(rule -> rule.rule().match())
        .distinct()
        .toList();
  }

  /** Why the two bundles cannot be compared rule by rule; empty: they can. */
  public static List<String> obstacles(CompiledBundle baseline, CompiledBundle candidate) {
    return obstacles(baseline.bundle(), candidate.bundle());
  }

  public static BundleDelta of(CompiledBundle baseline, CompiledBundle candidate) {
    var before = baseline.bundle();
    var after = candidate.bundle();
    List<String> obstacles = obstacles(before, after);
    return new BundleDelta(
        obstacles,
        obstacles.isEmpty() ? changed(baseline, candidate) : List.of(),
        Selection.or(unknown(before), unknown(after)));
  }

  private static List<String> obstacles(Bundle before, Bundle after) {
    List<String> found = new ArrayList<>();
    differs("engine", before.engine(), after.engine(), Function.identity()).ifPresent(found::add);
    differs("combining", before.combining(), after.combining(), Combining::id)
        .ifPresent(found::add);
    differs("defaultEffect", before.defaultEffect(), after.defaultEffect(), effect -> effect.id())
        .ifPresent(found::add);
    return found;
  }

  private static <T> Optional<String> differs(
      String setting, T before, T after, Function<T, String> name) {
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(
            "'"
                + setting
                + "' changes from "
                + name.apply(before)
                + " to "
                + name.apply(after)
                + ", which can change the decision on every action");
  }

  private static Selection unknown(Bundle bundle) {
    return bundle
        .tools()
        .map(globs -> MatchOutlook.none(TextColumn.TOOL, globs))
        .orElse(Selection.NEVER);
  }

  private static List<ChangedRule> changed(CompiledBundle baseline, CompiledBundle candidate) {
    var pairs = RulePairs.of(baseline.rules(), candidate.rules(), baseline.bundle().combining());
    List<ChangedRule> found = new ArrayList<>();
    for (RulePairs.Pair pair : pairs.pairs()) {
      if (!pair.isSame()) {
        found.add(conditionChanged(pair.before(), pair.after()));
      }
    }
    Map<String, EvaluableRule> left = byId(pairs.onlyBefore());
    Map<String, EvaluableRule> right = byId(pairs.onlyAfter());
    Set<String> ids = new LinkedHashSet<>(left.keySet());
    ids.addAll(right.keySet());
    for (String id : ids) {
      found.add(alone(id, left.get(id), right.get(id)));
    }
    found.sort(Comparator.comparing(ChangedRule::ruleId));
    return found;
  }

  private static Map<String, EvaluableRule> byId(List<EvaluableRule> rules) {
    return rules.stream()
        .collect(Collectors.toMap(rule -> rule.rule().id(), Function.identity(), (a, _) -> a));
  }

  /** One of the two may be absent. */
  private static ChangedRule alone(
      String id, @Nullable EvaluableRule before, @Nullable EvaluableRule after) {
    List<Selection> any = new ArrayList<>();
    Set<Outlook.Widening> widenings = new LinkedHashSet<>();
    for (EvaluableRule rule : Arrays.asList(before, after)) {
      if (rule == null) {
        continue;
      }
      Outlook outlook = rule.outlook();
      any.add(Selection.and(MatchOutlook.of(rule.rule().match()).notFalse(), outlook.notFalse()));
      widenings.addAll(outlook.widenings());
    }
    Kind kind = before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CONDUCT_CHANGED;
    return new ChangedRule(id, kind, Selection.or(any), List.copyOf(widenings));
  }

  /** Where both apply, both fail or neither does, nothing changes: same rule, same effect. */
  private static ChangedRule conditionChanged(EvaluableRule before, EvaluableRule after) {
    Outlook old = before.outlook();
    Outlook now = after.outlook();
    Selection selection;
    if (before.rule().match().equals(after.rule().match())) {
      selection =
          Selection.and(
              MatchOutlook.of(before.rule().match()).notFalse(),
              Selection.or(
                  Selection.and(old.notFalse(), now.notTrue()),
                  Selection.and(old.notTrue(), now.notFalse())));
    } else {
      MatchOutlook oldMatch = MatchOutlook.of(before.rule().match());
      MatchOutlook newMatch = MatchOutlook.of(after.rule().match());
      selection =
          Selection.or(
              Selection.and(
                  oldMatch.notFalse(),
                  old.notFalse(),
                  Selection.or(newMatch.notTrue(), now.notTrue())),
              Selection.and(
                  newMatch.notFalse(),
                  now.notFalse(),
                  Selection.or(oldMatch.notTrue(), old.notTrue())));
    }
    Set<Outlook.Widening> widenings = new LinkedHashSet<>(old.widenings());
    widenings.addAll(now.widenings());
    return new ChangedRule(
        before.rule().id(), Kind.CONDITION_CHANGED, selection, List.copyOf(widenings));
  }
}
