package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.decision.Effect;
import java.util.Comparator;

/** A cell of the transition matrix. */
public record Transition(Effect baseline, Effect candidate) implements Comparable<Transition> {

  private static final Comparator<Transition> ORDER =
      Comparator.comparing(Transition::baseline).thenComparing(Transition::candidate);

  public Transition {
    requireNonNull(baseline, "baseline");
    requireNonNull(candidate, "candidate");
  }

  @Override
  public int compareTo(Transition other) {
    return ORDER.compare(this, other);
  }
}
