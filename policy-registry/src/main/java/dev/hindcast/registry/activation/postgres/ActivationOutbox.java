package dev.hindcast.registry.activation.postgres;

import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.registry.version.VersionName;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The way into the outbox: only inside the transaction of the move itself. */
public final class ActivationOutbox {
  private ActivationOutbox() {}

  /**
   * Appends one activation a store. The caller holds the lock of the channel's row, so positions
   * have the order of the moves.
   */
  public static void append(
      Transaction transaction, UUID moveId, VersionName version, Instant time, List<String> stores)
      throws SQLException {
    if (stores.isEmpty()) {
      return;
    }
    var _ =
        transaction.update(
            """
            INSERT INTO policy_registry.activation (move_id, store, bundle, number, created_at)
            SELECT ?, store, ?, ?, ? FROM unnest(?) AS store""",
            statement -> {
              statement.setObject(1, moveId);
              statement.setString(2, version.bundle());
              statement.setLong(3, version.number());
              statement.setObject(4, time.atOffset(ZoneOffset.UTC));
              statement.setArray(
                  5, statement.getConnection().createArrayOf("text", stores.toArray()));
            });
  }
}
