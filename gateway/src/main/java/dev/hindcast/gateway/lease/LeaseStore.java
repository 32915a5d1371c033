package dev.hindcast.gateway.lease;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Leases in the control database. Time is the database's. Thread-safe, blocking.
 *
 * <p>A session is one stream of one worker. Shards that come back are pending again, and what their
 * lost epochs stored is never visible.
 */
public interface LeaseStore {
  /** A shard that was tried so often is not leased again: its replay fails. */
  int MOST_ATTEMPTS = 5;

  /** Leases at most {@code slots} pending shards, oldest replay first; skips what others lock. */
  List<LeasedShard> lease(String worker, UUID session, int slots);

  /**
   * Renews leases of a session.
   *
   * @return those that hold still
   */
  Set<ShardLease> renew(UUID session, Collection<ShardLease> leases);

  /** All leases that hold, of the given sessions. */
  Set<ShardLease> held(Collection<UUID> sessions);

  /**
   * Takes back one shard.
   *
   * @param counted whether the attempt counts against the shard
   * @param delay how long it stays pending before it is leased again
   * @param detail what went wrong, for a person
   * @return its attempts so far; empty if the lease did not hold any more
   */
  Optional<Integer> giveBack(ShardLease lease, boolean counted, Duration delay, String detail);

  /** Takes back all shards of a session; returns how many. */
  int giveBackAll(UUID session, boolean counted);

  /** Takes back all shards of a worker's other sessions; returns how many. */
  int giveBackEarlier(String worker, UUID session);

  /** Takes back all shards whose lease has run out; returns how many. */
  int reap();

  /** Shards of running replays that nobody may try again. */
  List<Exhausted> exhausted();

  /**
   * A shard that nobody could finish.
   *
   * @param detail what went wrong the last time, for a person
   */
  record Exhausted(String replay, int shard, int attempts, String detail) {}
}
