package dev.hindcast.gateway.replay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Replays in the control database. Thread-safe, blocking. */
public interface ReplayStore {

  Optional<Replay> find(String name);

  /** A page, newest first. */
  List<Replay> list(Page page);

  /** All replays that are running or paused, of a pass only the one that leads. */
  List<Open> open();

  /**
   * How many replays of a creator are running or paused, a pass counted once.
   *
   * @param requestId if a replay was started with it, there are none that count
   */
  int openOf(String creator, Optional<UUID> requestId);

  /** A replay and its branch, both as resource names. */
  record Open(String replay, String branch) {}

  /**
   * Running replays without open shards: all are committed, or some poisoned. One that follows is
   * among them only if it cannot go on.
   */
  List<String> complete();

  /** Replays that are running or paused and that nobody works on. */
  List<String> idle();

  /**
   * Pauses a running replay, those that follow it in its pass, and its live part: their leases end,
   * uncounted.
   *
   * @return false if it was not running; then nothing changed
   */
  boolean pause(String name);

  /**
   * Lets a paused replay run again, and those that follow it.
   *
   * @return false if it was not paused; then nothing changed
   */
  boolean resume(String name);

  /**
   * Ends a replay that is running or paused without a diff: its open shards and all its change rows
   * go in the same transaction, so that whatever a worker sends later finds nothing to answer to.
   * If it leads a pass, the replays that follow end with it, for the same reason. Its live part
   * ends likewise, but keeps what was judged of it.
   *
   * @param failure empty: cancelled
   * @return false if it had ended before; then nothing changed
   */
  boolean end(String name, Optional<ReplayFailure> failure);

  /**
   * Deletes the oldest replays that ended long ago, each with all it has and its live part, but
   * none that somebody tried to promote: what was found then is evidence.
   *
   * @param most how many at most
   * @return how many
   */
  int deleteEnded(Duration longerAgoThan, int most);

  /**
   * What to list.
   *
   * @param branch only replays of this branch
   * @param pass only replays of the pass that this one leads, by the last part of its name
   * @param before only replays older than this key
   */
  record Page(Optional<String> branch, Optional<String> pass, long before, int size) {}
}
