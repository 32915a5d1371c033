package dev.hindcast.worker.branch;

/** The branch, or the server it is in, takes no more connections: other workers have them. */
public final class BranchFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BranchFullException(Throwable cause) {
    super("the branch takes no more connections; other workers have them", cause);
  }
}
