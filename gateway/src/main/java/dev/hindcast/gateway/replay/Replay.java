package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.branch.ForkPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run of a window of actions on a branch through a baseline and a candidate.
 *
 * @param id key in the control database
 * @param name last part of the resource name
 * @param revision counts the changes of its state
 * @param activeVersion what production had active at the fork point; empty: nothing
 * @param fullReasons why it is not a delta replay, if nobody asked for a full one
 * @param failure of a failed one
 * @param diffDigest of one that succeeded, else empty
 */
public record Replay(
    long id,
    String name,
    ReplayState state,
    long revision,
    String branch,
    PolicyRef baseline,
    PolicyRef candidate,
    String activeVersion,
    Window window,
    ReplayMode mode,
    List<String> fullReasons,
    Audit audit,
    ForkPoint forkPoint,
    Duration forkDuration,
    Progress progress,
    String creator,
    Instant createTime,
    Optional<Instant> endTime,
    Optional<ReplayFailure> failure,
    String diffDigest) {
  public Replay {
    requireNonNull(name);
    requireNonNull(state);
    requireNonNull(branch);
    requireNonNull(baseline);
    requireNonNull(candidate);
    requireNonNull(activeVersion);
    requireNonNull(window);
    requireNonNull(mode);
    fullReasons = List.copyOf(fullReasons);
    requireNonNull(audit);
    requireNonNull(forkPoint);
    requireNonNull(forkDuration);
    requireNonNull(progress);
    requireNonNull(creator);
    requireNonNull(createTime);
    requireNonNull(endTime);
    requireNonNull(failure);
    requireNonNull(diffDigest);
  }

  /** The resource name. */
  public String resource() {
    return ReplayName.resource(name);
  }

  public boolean ended() {
    return state != ReplayState.RUNNING;
  }

  /** Whether a watcher has seen this already. */
  public boolean looksLike(Replay other) {
    return revision == other.revision && progress.still().equals(other.progress.still());
  }
}
