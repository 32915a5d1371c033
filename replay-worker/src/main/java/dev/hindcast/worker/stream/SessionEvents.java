package dev.hindcast.worker.stream;

import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.Lease;
import java.time.Duration;

/** What a gateway says, one call after the other; must not block. */
public interface SessionEvents {

  /**
   * The gateway took the worker on.
   *
   * @param lease how long a lease holds without a heartbeat
   */
  void welcomed(Duration lease);

  void assigned(Assignment assignment);

  /**
   * A shard that this worker cannot work on, whatever it is.
   *
   * @param problem for a person
   */
  void unreadable(Lease lease, String problem);

  /** The gateway goes down: it takes results, but hands out nothing any more. */
  void draining();

  void revoked(Lease lease, String reason);

  /**
   * Nothing more comes, whatever the reason. Called once.
   *
   * @param reason for the log, without driver text
   */
  void ended(String reason);
}
