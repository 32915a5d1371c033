package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.ForkPoint;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayName;

/**
 * What was compared, on which data: all of it outlives the branch.
 *
 * @param replayId key in the control database
 * @param replay last part of the replay's resource name
 */
public record Evidence(
    long replayId,
    String replay,
    String branch,
    ForkPoint forkPoint,
    String baselineDigest,
    String candidateDigest,
    String diffDigest) {
  public Evidence {
    requireNonNull(replay);
    requireNonNull(branch);
    requireNonNull(forkPoint);
    requireNonNull(baselineDigest);
    requireNonNull(candidateDigest);
    requireNonNull(diffDigest);
  }

  /** The replay's resource name. */
  public String resource() {
    return ReplayName.resource(replay);
  }

  static Evidence of(Replay replay) {
    return new Evidence(
        replay.id(),
        replay.name(),
        replay.branch(),
        replay.forkPoint(),
        replay.baseline().digest(),
        replay.candidate().digest(),
        replay.diffDigest());
  }
}
