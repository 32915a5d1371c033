package dev.hindcast.worker.stream;

import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.Lease;

/** What a gateway says, one call after the other; must not block. */
public interface SessionEvents {

  void assigned(Assignment assignment);

  void revoked(Lease lease, String reason);

  /**
   * Nothing more comes, whatever the reason. Called once.
   *
   * @param reason for the log, without driver text
   */
  void ended(String reason);
}
