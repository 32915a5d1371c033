package dev.hindcast.gateway.lease;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * One stream of one worker: what it offers and what it holds, as far as this gateway knows. The
 * truth about a lease is in the database. Thread-safe.
 */
public final class WorkerSession {
  private final UUID id;
  private final String worker;
  private final int slots;
  private final WorkerStream stream;
  private final Set<ShardLease> leases = new HashSet<>();
  private int offered;
  private boolean draining;
  private boolean ended;

  WorkerSession(UUID id, String worker, int slots, WorkerStream stream) {
    this.id = requireNonNull(id);
    this.worker = requireNonNull(worker);
    this.slots = slots;
    this.stream = requireNonNull(stream);
  }

  public UUID id() {
    return id;
  }

  String worker() {
    return worker;
  }

  WorkerStream stream() {
    return stream;
  }

  /** The worker's free slots now, in all. */
  synchronized void offer(int free) {
    offered = free;
  }

  /**
   * How many shards it may get. An offer may have crossed with an assignment, so what it holds
   * counts too.
   */
  synchronized int free() {
    return ended || draining ? 0 : Math.max(0, Math.min(offered, slots - leases.size()));
  }

  /** False if the stream ended or drains meanwhile: the lease must go back. */
  synchronized boolean add(ShardLease lease) {
    if (ended || draining) {
      return false;
    }
    leases.add(lease);
    offered = Math.max(0, offered - 1);
    return true;
  }

  /** It gets no more shards. */
  synchronized void drain() {
    draining = true;
  }

  /** True if it held the lease. */
  synchronized boolean remove(ShardLease lease) {
    return leases.remove(lease);
  }

  /** The worker is done with a lease, one way or another. */
  public void release(ShardLease lease) {
    var _ = remove(lease);
  }

  synchronized Set<ShardLease> leases() {
    return Set.copyOf(leases);
  }

  /** True for the first call. */
  synchronized boolean end() {
    var first = !ended;
    ended = true;
    leases.clear();
    return first;
  }
}
