package dev.hindcast.worker.shard;

/**
 * An action that a delta replay left out is decided differently: its selection is wrong, and no
 * result of the replay can be believed.
 */
final class AuditFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditFailedException(String message) {
    super(message);
  }
}
