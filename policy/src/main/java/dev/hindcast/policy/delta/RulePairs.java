package dev.hindcast.policy.delta;

import dev.hindcast.policy.bundle.Combining;
import dev.hindcast.policy.engine.EvaluableRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of two bundles side by side: pairs of one conduct, in the order that both bundles have
 * them in, as many as possible, and what is left on either side.
 */
record RulePairs(List<Pair> pairs, List<EvaluableRule> onlyBefore, List<EvaluableRule> onlyAfter) {

  RulePairs {
    pairs = List.copyOf(pairs);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
  }

  /** Two rules of one conduct. */
  record Pair(EvaluableRule before, EvaluableRule after) {

    /** Same outcome for every action. */
    boolean isSame() {
      return before.fingerprint().equals(after.fingerprint())
          && before.rule().match().equals(after.rule().match());
    }
  }

  /**
   * @param before in the order of evaluation, as {@code after}
   */
  static RulePairs of(List<EvaluableRule> before, List<EvaluableRule> after, Combining combining) {
    List<Conduct> left = before.stream().map(rule -> Conduct.of(rule.rule(), combining)).toList();
    List<Conduct> right = after.stream().map(rule -> Conduct.of(rule.rule(), combining)).toList();
    int[][] longest = longest(left, right);
    List<Pair> pairs = new ArrayList<>();
    List<EvaluableRule> onlyBefore = new ArrayList<>();
    List<EvaluableRule> onlyAfter = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.size() && j < right.size()) {
      if (left.get(i).equals(right.get(j))) {
        pairs.add(new Pair(before.get(i++), after.get(j++)));
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        onlyBefore.add(before.get(i++));
      } else {
        onlyAfter.add(after.get(j++));
      }
    }
    onlyBefore.addAll(before.subList(i, before.size()));
    onlyAfter.addAll(after.subList(j, after.size()));
    return new RulePairs(pairs, onlyBefore, onlyAfter);
  }

  /** Lengths of the longest common subsequence of what comes from a position on. */
  private static int[][] longest(List<Conduct> left, List<Conduct> right) {
    int[][] longest = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        longest[i][j] =
            left.get(i).equals(right.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    return longest;
  }
}
