package dev.hindcast.ingest.write;

import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import java.util.List;

/**
 * One trace store, to append to. Implementations are used by one thread at a time; several
 * processes may write to one store.
 */
public interface ActionStore extends AutoCloseable {
  /**
   * Appends what is not there yet, all or nothing, and returns when it is durable. A call that
   * failed may have had its effect and may be repeated: known keys are passed over. Actions of a
   * workflow get their steps in the order of the list, after those that are there.
   *
   * @param actions one record a call
   * @throws RefusedValueException if the database cannot hold a value of them; nothing was stored
   * @throws dev.hindcast.platform.failure.FailureException if the database does not answer
   */
  Stored add(List<IncomingAction> actions, List<IncomingOutcome> outcomes)
      throws RefusedValueException;

  @Override
  void close();

  /**
   * What a call added.
   *
   * @param actions new ones
   * @param outcomes new ones
   */
  record Stored(int actions, int outcomes) {}

  /** The database cannot hold a value. */
  final class RefusedValueException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Without the driver's exception: its text shows the value.
     *
     * @param state of SQL, for the log
     */
    public RefusedValueException(String state) {
      super("the database cannot hold a value of it, SQL state " + state);
    }
  }
}
