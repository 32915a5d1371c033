package dev.hindcast.gateway.branch;

import java.util.function.Function;

/** Opens branches for reading. Thread-safe, blocking. */
public interface BranchStore {

  /**
   * Reads a branch over one connection in one read-only transaction, both closed at the end.
   *
   * @throws BranchUnreachableException if it does not open, or breaks while it is read
   */
  <T> T read(BranchLogin login, Function<BranchReader, T> work);

  /**
   * The branch did not open, its connection broke, or it refused a statement, as one does whose
   * fork was just removed.
   */
  final class BranchUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BranchUnreachableException(Throwable cause) {
      super("the branch does not answer", cause);
    }

    /** False if it answered and refused: a repetition changes nothing. */
    boolean passes() {
      return !(getCause() instanceof IllegalStateException);
    }
  }
}
