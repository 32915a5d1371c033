package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Side;
import java.util.Comparator;

/** A kind of change and the rule that caused it; an empty rule is the side's default. */
public record KindRule(ChangeKind kind, Side side, String rule) implements Comparable<KindRule> {

  private static final Comparator<KindRule> ORDER =
      Comparator.comparing(KindRule::kind)
          .thenComparing(KindRule::side)
          .thenComparing(KindRule::rule);

  public KindRule {
    requireNonNull(kind, "kind");
    requireNonNull(side, "side");
    requireNonNull(rule, "rule");
  }

  @Override
  public int compareTo(KindRule other) {
    return ORDER.compare(this, other);
  }
}
