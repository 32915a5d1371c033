package dev.hindcast.gateway.lease;

/** The way to one connected worker. Thread-safe. Sending to one that is gone does nothing. */
public interface WorkerStream {

  void assign(Assignment assignment);

  /**
   * Takes a lease back.
   *
   * @param reason for a person
   */
  void revoke(ShardLease lease, String reason);

  /** Says that this gateway goes down: the worker takes no more shards from it. */
  void draining();

  /** Ends the stream; the worker connects to any gateway. */
  void close();
}
