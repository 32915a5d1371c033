package dev.hindcast.branch;

import dev.hindcast.branch.branch.BranchLimits;
import dev.hindcast.branch.branch.Quotas;
import dev.hindcast.branch.expiry.BudgetPace;
import dev.hindcast.branch.expiry.ExpiryWarning;
import dev.hindcast.branch.expiry.Retention;
import dev.hindcast.branch.schedule.SweepIntervals;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code hindcast.branch.*}: the service itself.
 *
 * @param credentialKey secret that the passwords of branch logins are derived from, or {@code
 *     file:/path} of it; at least 16 characters; a new one closes the branches that exist
 * @param maxBranches live branches of a store at most
 * @param maxBranchesPerOwner live branches of an owner, in all stores, at most
 * @param maxStoreDivergenceBytes what the live branches of a store may hold themselves before
 *     another one is refused; 100 GiB
 * @param maxOwnerDivergenceBytes the same for an owner's, in all stores; 20 GiB
 * @param grace after which an unfinished creation, reset or deletion counts as abandoned
 * @param sweepInterval between looks for expired branches
 * @param expiryWarning how long before its expiry an event says that a branch expires soon
 * @param measureInterval between measurements of divergence
 * @param measureForks branches to measure at a time, at most
 * @param measureAge after which a branch is measured again
 * @param reconcileInterval between comparisons of the records with the providers
 * @param eventRetention how long events are kept
 * @param retention how long the record of a branch that is gone is kept, and its request id known;
 *     one discarded because its candidate was promoted is kept for ever; at least 1 h
 * @param heartbeatInterval of a process that is at a sweep; after four that were missed another one
 *     takes the sweep over
 * @param clockSettling how long a jump of the control database's clock must last to be believed
 */
@ConfigurationProperties("hindcast.branch")
record BranchProperties(
    String credentialKey,
    @Bindable(defaultValue = "200") int maxBranches,
    @Bindable(defaultValue = "100") int maxBranchesPerOwner,
    @Bindable(defaultValue = "107374182400") long maxStoreDivergenceBytes,
    @Bindable(defaultValue = "21474836480") long maxOwnerDivergenceBytes,
    @Bindable(defaultValue = "2m") Duration grace,
    @Bindable(defaultValue = "5s") Duration sweepInterval,
    @Bindable(defaultValue = "5m") Duration expiryWarning,
    @Bindable(defaultValue = "10s") Duration measureInterval,
    @Bindable(defaultValue = "20") int measureForks,
    @Bindable(defaultValue = "30s") Duration measureAge,
    @Bindable(defaultValue = "1m") Duration reconcileInterval,
    @Bindable(defaultValue = "30d") Duration eventRetention,
    @Bindable(defaultValue = "90d") Duration retention,
    @Bindable(defaultValue = "5s") Duration heartbeatInterval,
    @Bindable(defaultValue = "10m") Duration clockSettling) {

  BranchLimits limits() {
    return new BranchLimits(
        new Quotas(
            maxBranches, maxBranchesPerOwner, maxStoreDivergenceBytes, maxOwnerDivergenceBytes),
        grace);
  }

  SweepIntervals intervals() {
    return new SweepIntervals(sweepInterval, measureInterval, reconcileInterval, heartbeatInterval);
  }

  Retention retentions() {
    return new Retention(eventRetention, retention);
  }

  ExpiryWarning warning() {
    return new ExpiryWarning(expiryWarning);
  }

  BudgetPace pace() {
    return new BudgetPace(measureForks, measureAge);
  }
}
