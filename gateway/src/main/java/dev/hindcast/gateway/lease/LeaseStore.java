package dev.hindcast.gateway.lease;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Leases in the control database. Time is the database's. Thread-safe, blocking.
 *
 * <p>A session is one stream of one worker. Shards that come back are pending again, and what their
 * lost epochs stored is never visible.
 */
public interface LeaseStore {
  /** A shard that failed so often is poisoned: it is not leased again, the others go on. */
  int MOST_ATTEMPTS = 3;

  /** Running replays with shards to lease, oldest first. */
  List<WaitingReplay> waiting();

  /** Leases at most {@code slots} pending shards of a running replay; skips what others lock. */
  List<LeasedShard> lease(String replay, String worker, UUID session, int slots);

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
   * @return false if the lease did not hold any more
   */
  boolean giveBack(ShardLease lease, boolean counted, Duration delay, String detail);

  /** Counts an attempt that was taken back uncounted. */
  void count(ShardLease lease);

  /** Takes back all shards of a session; returns how many. */
  int giveBackAll(UUID session, boolean counted);

  /** Takes back all shards of a worker's other sessions; returns how many. */
  int giveBackEarlier(String worker, UUID session, boolean counted);

  /**
   * A worker that was lost is back, the same process: the attempts that were counted since it was
   * are not, and what they poisoned is not poisoned; returns how many.
   */
  int forgive(String worker);

  /** Takes back all shards whose lease has run out; returns how many. */
  int reap();

  /** Takes back all shards of paused replays, uncounted; returns how many. */
  int giveBackPaused();

  /**
   * The first poisoned shards of a running replay, once all its other shards are committed.
   *
   * @param most how many at most
   */
  List<PoisonedShard> poisoned(String replay, int most);
}
