package dev.hindcast.cli.local;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What this process must undo before it ends, however it is told to: what was begun last is undone
 * first, one after the other, in one hook. Thread-safe.
 *
 * <p>Register an undoing <em>before</em> what it undoes is begun, or a signal may come in between.
 */
public final class AtExit implements AutoCloseable {
  private static final Deque<AtExit> OPEN = new ArrayDeque<>();
  private static boolean hooked;
  private static boolean ending;

  private final Undoing undoing;
  private boolean done;

  private AtExit(Undoing undoing) {
    this.undoing = undoing;
  }

  /** Undoes something; called at most once. */
  @FunctionalInterface
  public interface Undoing {
    /**
     * Undoes it.
     *
     * @param ending whether the process was told to end in the middle of it
     */
    void run(boolean ending);
  }

  /**
   * Registers an undoing.
   *
   * @throws EndingException if the process is ending already
   */
  public static AtExit undo(Undoing undoing) {
    requireNonNull(undoing);
    synchronized (OPEN) {
      if (ending) {
        throw new EndingException();
      }
      if (!hooked) {
        try {
          Runtime.getRuntime().addShutdownHook(new Thread(AtExit::undoAll, "at-exit"));
        } catch (IllegalStateException e) {
          throw new EndingException();
        }
        hooked = true;
      }
      var registered = new AtExit(undoing);
      OPEN.push(registered);
      return registered;
    }
  }

  /** Whether the process was told to end. */
  public static boolean isEnding() {
    synchronized (OPEN) {
      return ending;
    }
  }

  /**
   * Goes on only while the process may begin something.
   *
   * @throws EndingException if it was told to end
   */
  public static void requireRunning() {
    if (isEnding()) {
      throw new EndingException();
    }
  }

  /** Undoes it now; returns when it is undone, whoever does it. */
  @Override
  public void close() {
    // Open until it is done: the hook waits for it before it undoes what lies below.
    run(false);
    synchronized (OPEN) {
      OPEN.remove(this);
    }
  }

  private synchronized void run(boolean told) {
    if (!done) {
      done = true;
      undoing.run(told);
    }
  }

  private static void undoAll() {
    for (var next = next(); next != null; next = next()) {
      try {
        next.run(true);
      } catch (RuntimeException e) {
        // The rest must be undone all the same, and nobody is left to be told.
        System.err.println("hindcast: " + e.getMessage());
      }
    }
  }

  private static AtExit next() {
    synchronized (OPEN) {
      ending = true;
      return OPEN.poll();
    }
  }

  /** The process is ending: nothing new begins. */
  public static final class EndingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndingException() {
      super("the process is ending");
    }
  }
}
