package dev.hindcast.branch.branch;

import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.store.Providers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends branches, intent first: once DELETING is on record the branch goes, by this call or by the
 * reconciler.
 */
@Singleton
public final class BranchRemoval {
  private static final Logger log = LoggerFactory.getLogger(BranchRemoval.class);

  private final BranchStore branches;
  private final Providers providers;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public BranchRemoval(BranchStore branches, Providers providers, Clock clock) {
    this.branches = branches;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Puts the intent on record.
   *
   * @return the record with the intent; empty if it changed since it was seen
   */
  public Optional<Branch> intend(Branch seen, DeleteCause cause) {
    var deleting = seen.deleting(cause, clock.instant());
    return branches.replace(seen, deleting) ? Optional.of(deleting) : Optional.empty();
  }

  /**
   * Removes the fork of a branch that is DELETING and records it.
   *
   * @return the record: DELETED, or still DELETING if the provider is not done
   */
  public Branch finish(Branch deleting) {
    return switch (providers
        .of(deleting.name().store(), deleting.provider())
        .delete(deleting.forkName())) {
      case Release.Released(var proof) -> {
        log.info("{} is gone: {}", deleting.name(), proof);
        var deleted = deleting.deleted(proof, clock.instant());
        yield branches.replace(deleting, deleted)
            ? deleted
            : branches.byUid(deleting.uid()).orElse(deleted);
      }
      case Release.Pending(var reason) -> {
        log.warn("{} is not gone yet: {}", deleting.name(), reason);
        yield deleting;
      }
    };
  }
}
