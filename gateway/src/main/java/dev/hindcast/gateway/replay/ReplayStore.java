package dev.hindcast.gateway.replay;

import java.util.List;
import java.util.Optional;

/** Replays in the control database. Thread-safe, blocking. */
public interface ReplayStore {

  Optional<Replay> find(String name);

  /** A page, newest first. */
  List<Replay> list(Page page);

  /** All running replays, of a pass only the one that leads. */
  List<Running> running();

  /** A running replay and its branch, both as resource names. */
  record Running(String replay, String branch) {}

  /** Running replays whose shards are all committed. */
  List<String> complete();

  /** Running replays that nobody works on. */
  List<String> idle();

  /**
   * Ends a running replay without a diff: its open shards and all its change rows go in the same
   * transaction, so that whatever a worker sends later finds nothing to answer to. If it leads a
   * pass, the replays that follow end with it, for the same reason.
   *
   * @param failure empty: cancelled
   * @return false if it had ended before; then nothing changed
   */
  boolean end(String name, Optional<ReplayFailure> failure);

  /**
   * What to list.
   *
   * @param branch only replays of this branch
   * @param pass only replays of the pass that this one leads, by the last part of its name
   * @param before only replays older than this key
   */
  record Page(Optional<String> branch, Optional<String> pass, long before, int size) {}
}
