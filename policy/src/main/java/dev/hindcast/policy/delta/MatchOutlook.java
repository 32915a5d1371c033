package dev.hindcast.policy.delta;

import dev.hindcast.policy.bundle.Glob;
import dev.hindcast.policy.bundle.Match;
import dev.hindcast.policy.selection.Place.TextColumn;
import dev.hindcast.policy.selection.Selection;
import java.util.ArrayList;
import java.util.List;

/** What a match clause could come to. It never fails. */
record MatchOutlook(Selection notFalse, Selection notTrue) {

  static MatchOutlook of(Match match) {
    List<Selection> every = new ArrayList<>();
    List<Selection> some = new ArrayList<>();
    clause(TextColumn.TOOL, match.tools(), every, some);
    clause(TextColumn.AGENT, match.agents(), every, some);
    clause(TextColumn.OPERATION, match.operations(), every, some);
    clause(TextColumn.TENANT, match.tenants(), every, some);
    clause(TextColumn.MODEL, match.models(), every, some);
    return new MatchOutlook(Selection.and(every), Selection.or(some));
  }

  /** At least the actions whose name matches none of the patterns. */
  static Selection none(TextColumn column, List<Glob> globs) {
    return Selection.and(globs.stream().map(glob -> name(column, glob, false)).toList());
  }

  private static void clause(
      TextColumn column, List<Glob> globs, List<Selection> every, List<Selection> some) {
    if (!globs.isEmpty()) {
      every.add(Selection.or(globs.stream().map(glob -> name(column, glob, true)).toList()));
      some.add(none(column, globs));
    }
  }

  private static Selection name(TextColumn column, Glob glob, boolean outcome) {
    if (glob.isEverything()) {
      return outcome ? Selection.ALWAYS : Selection.NEVER;
    }
    return new Selection.Names(column, glob, outcome);
  }
}
