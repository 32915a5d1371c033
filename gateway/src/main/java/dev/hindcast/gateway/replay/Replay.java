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
 * @param name last part of the resource name; of a live part see {@link ReplayName#live}
 * @param state of its history, or of a live part itself
 * @param revision counts the changes of its state
 * @param activeVersion what production had active at the fork point; empty: nothing
 * @param priority its share of free slots, from 1
 * @param fullReasons why it is not a delta replay, if nobody asked for a full one
 * @param failure of a failed one
 * @param diffDigest of one that succeeded, else empty
 * @param pass it belongs to; empty: it was started alone
 * @param live what it follows, if it was asked to
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
    int priority,
    String creator,
    Instant createTime,
    Optional<Instant> endTime,
    Optional<ReplayFailure> failure,
    String diffDigest,
    Optional<PassPlace> pass,
    Optional<Live> live) {
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
    requireNonNull(pass);
    requireNonNull(live);
  }

  /** The resource name; of a live part that of the replay it belongs to. */
  public String resource() {
    return ReplayName.resource(ReplayName.history(name));
  }

  public Part part() {
    return ReplayName.isLive(name) ? Part.LIVE : Part.HISTORY;
  }

  public boolean ended() {
    return state.isFinal() && live.map(Live::ended).orElse(true);
  }

  /** History is done, and it still follows. */
  public boolean following() {
    return state.isFinal() && !ended();
  }

  /** State of the whole: one whose history is done goes on as its live part does. */
  public ReplayState wholeState() {
    if (!following()) {
      return state;
    }
    return live.orElseThrow().state() == Live.State.PAUSED
        ? ReplayState.PAUSED
        : ReplayState.RUNNING;
  }

  /** Whether a watcher has seen this already. */
  public boolean looksLike(Replay other) {
    return revision == other.revision
        && progress.still().equals(other.progress.still())
        && live.equals(other.live);
  }
}
