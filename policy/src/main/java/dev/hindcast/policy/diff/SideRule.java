package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.Side;
import java.util.Comparator;

/** A rule of one side; an empty rule is the side's default. */
public record SideRule(Side side, String rule) implements Comparable<SideRule> {

  private static final Comparator<SideRule> ORDER =
      Comparator.comparing(SideRule::side).thenComparing(SideRule::rule);

  public SideRule {
    requireNonNull(side, "side");
    requireNonNull(rule, "rule");
  }

  @Override
  public int compareTo(SideRule other) {
    return ORDER.compare(this, other);
  }
}
