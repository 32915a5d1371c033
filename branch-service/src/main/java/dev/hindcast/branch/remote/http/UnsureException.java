package dev.hindcast.branch.remote.http;

/** A call that must not be repeated blindly may have had its effect: look, then decide. */
public final class UnsureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsureException(Call call) {
    super(call + " may have had its effect");
  }
}
