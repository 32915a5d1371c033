package dev.hindcast.branch.remote;

import dev.hindcast.branch.provider.Accuracy;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.provider.Reset;
import dev.hindcast.branch.provider.TimeToLive;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@link RemoteProvider} asks of an engine, for one store. Every call asks the engine: nothing
 * is remembered. An engine that does not answer, or only that it is busy, is {@link
 * dev.hindcast.platform.failure.Failure.DependencyUnavailable} after the retries of its table.
 * Thread-safe.
 */
public interface RemoteEngine {

  /** What it offers. */
  record Offer(
      Set<CutKind> cuts,
      Precision pointInTime,
      TimeToLive timeToLive,
      Reset reset,
      Accuracy divergenceBytes) {
    public Offer {
      cuts = Set.copyOf(cuts);
    }
  }

  /** What it offers. */
  Offer offer();

  /** Everything in it that bears a name of ours, deleted but recoverable things too. */
  List<RemoteBranch> branches();

  /** What bears the name now. */
  Optional<RemoteBranch> branch(RemoteName name);

  /**
   * Begins to make a branch, once, or finds the one that an earlier attempt began.
   *
   * @param now when the cut is now
   * @return the reason if the engine never will
   */
  Optional<String> create(RemoteName name, ForkRequest request, Moment now, Instant backstop);

  /**
   * The login in the branch that the service prepares it with: no login of the store's, and not
   * with a password of the store's. Called once the branch is ready; waits for what it changes.
   */
  DatabaseSettings login(RemoteBranch branch);

  /**
   * Begins to set a branch back to its own cut; waits until the engine is done.
   *
   * @return the branch, perhaps under its next name
   */
  RemoteBranch reset(RemoteBranch branch);

  /** Moves the engine's own end of it; false if it is gone. */
  boolean extend(RemoteBranch branch, Instant backstop);

  /**
   * Begins to delete for good.
   *
   * @return what was asked of the engine, for the record
   */
  String delete(RemoteBranch branch);
}
