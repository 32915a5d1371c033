package dev.hindcast.branch.reflink.files;

import java.io.IOException;

/** Two places cannot share blocks; the message is for the caller. */
public final class CloneRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With the sentence for the caller. */
  public CloneRefusedException(String reason) {
    super(reason);
  }
}
