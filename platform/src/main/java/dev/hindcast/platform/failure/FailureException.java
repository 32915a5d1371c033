package dev.hindcast.platform.failure;

import static java.util.Objects.requireNonNull;

/** Carries a {@link Failure} through the layers up to the edge. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /** A failure that needs no cause. */
  public FailureException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** A failure with the cause that is logged and never sent. */
  public FailureException(Failure failure, Throwable cause) {
    super(failure.message(), requireNonNull(cause));
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
