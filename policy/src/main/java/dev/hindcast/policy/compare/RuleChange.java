package dev.hindcast.policy.compare;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A rule that both bundles have, with different content.
 *
 * @param fields names of the fields that differ, as in {@code bundle.yaml}; {@code order} if the
 *     rule has moved past another one that both have
 */
public record RuleChange(String ruleId, List<String> fields) {

  public RuleChange {
    requireNonNull(ruleId, "ruleId");
    fields = List.copyOf(fields);
  }
}
