package dev.hindcast.branch.reflink;

/** Why a store cannot be forked as it is: one sentence that names the obstacle and the remedy. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the sentence for the caller. */
  public RefusedException(String reason) {
    super(reason);
  }
}
