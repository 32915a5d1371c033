package dev.hindcast.policy.diff;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.ChangeKind;
import java.util.Comparator;

/** A kind of change at something with a name: a tool or an agent. */
public record KindName(ChangeKind kind, String name) implements Comparable<KindName> {

  private static final Comparator<KindName> ORDER =
      Comparator.comparing(KindName::kind).thenComparing(KindName::name);

  public KindName {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
  }

  @Override
  public int compareTo(KindName other) {
    return ORDER.compare(this, other);
  }
}
