package dev.hindcast.branch;

import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.schedule.SweepIntervals;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code hindcast.branch.*}: the service itself.
 *
 * @param credentialKey secret that the passwords of branch logins are derived from, at least 16
 *     characters; a new one closes the branches that exist
 * @param maxBranches live branches of a store at most
 * @param grace after which an unfinished creation or deletion counts as abandoned
 * @param sweepInterval between looks for expired branches
 * @param reconcileInterval between comparisons of the records with the providers
 */
@ConfigurationProperties("hindcast.branch")
record BranchProperties(
    String credentialKey,
    @Bindable(defaultValue = "200") int maxBranches,
    @Bindable(defaultValue = "2m") Duration grace,
    @Bindable(defaultValue = "5s") Duration sweepInterval,
    @Bindable(defaultValue = "1m") Duration reconcileInterval) {

  BranchLimits limits() {
    return new BranchLimits(maxBranches, grace);
  }

  SweepIntervals intervals() {
    return new SweepIntervals(sweepInterval, reconcileInterval);
  }
}
