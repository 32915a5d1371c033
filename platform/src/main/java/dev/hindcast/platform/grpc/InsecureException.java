package dev.hindcast.platform.grpc;

/** Something would stand open, and nobody said that this is meant. The text says what to do. */
public final class InsecureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InsecureException(String message) {
    super(message);
  }
}
