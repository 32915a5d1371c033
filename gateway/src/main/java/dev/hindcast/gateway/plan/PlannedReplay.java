package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.BranchFacts;
import dev.hindcast.gateway.replay.PolicyRef;
import java.util.Set;

/**
 * A replay before it is written.
 *
 * @param name last part of the resource name
 * @param requestDigest see {@link StartReplay}
 * @param activeVersion what production had active at the fork point; empty: nothing
 */
public record PlannedReplay(
    String name,
    StartReplay request,
    String requestDigest,
    BranchFacts branch,
    PolicyRef baseline,
    Set<String> baselineRules,
    PolicyRef candidate,
    Set<String> candidateRules,
    String activeVersion,
    ShardPlan shards) {
  public PlannedReplay {
    requireNonNull(name);
    requireNonNull(request);
    requireNonNull(requestDigest);
    requireNonNull(branch);
    requireNonNull(baseline);
    baselineRules = Set.copyOf(baselineRules);
    requireNonNull(candidate);
    candidateRules = Set.copyOf(candidateRules);
    requireNonNull(activeVersion);
    requireNonNull(shards);
  }
}
