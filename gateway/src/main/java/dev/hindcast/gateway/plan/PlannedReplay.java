package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.hindcast.gateway.branch.BranchFacts;
import java.util.Set;

/**
 * A replay before it is written.
 *
 * @param name last part of the resource name
 * @param requestDigest see {@link StartReplay}
 * @param activeVersion what production had active at the fork point; empty: nothing
 * @param encodedPlan see {@link PlanCodec}
 * @param traceparent see {@link dev.hindcast.platform.telemetry.Traceparent}
 */
public record PlannedReplay(
    String name,
    StartReplay request,
    String requestDigest,
    BranchFacts branch,
    Set<String> baselineRules,
    Set<String> candidateRules,
    String activeVersion,
    ReplayPlan plan,
    ByteString encodedPlan,
    String traceparent) {
  public PlannedReplay {
    requireNonNull(name);
    requireNonNull(request);
    requireNonNull(requestDigest);
    requireNonNull(branch);
    baselineRules = Set.copyOf(baselineRules);
    candidateRules = Set.copyOf(candidateRules);
    requireNonNull(activeVersion);
    requireNonNull(plan);
    requireNonNull(encodedPlan);
    requireNonNull(traceparent);
  }
}
