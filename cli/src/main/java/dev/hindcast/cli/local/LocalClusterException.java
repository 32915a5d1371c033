package dev.hindcast.cli.local;

/** The local cluster could not start; the message says what to do. */
public final class LocalClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a cause worth showing. */
  public LocalClusterException(String message) {
    super(message);
  }

  /** With the cause. */
  public LocalClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
