package dev.hindcast.branch.store.postgres;

import dev.hindcast.branch.store.Activation;
import dev.hindcast.branch.store.ActivationStore;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;

/** Appends to the table {@code policy_activation} of the default trace store. */
@Singleton
public final class PostgresActivationStore implements ActivationStore {
  private final StoreDatabases databases;

  /** Appends with the service's login of each store, which needs INSERT on that table. */
  public PostgresActivationStore(StoreDatabases databases) {
    this.databases = databases;
  }

  @Override
  public void append(String store, Activation activation) {
    var _ =
        databases
            .jdbc(store)
            .update(
                """
                INSERT INTO hindcast.policy_activation (move_id, bundle, version, digest, content, activated_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (move_id) DO NOTHING""",
                statement -> {
                  statement.setObject(1, activation.moveId());
                  statement.setString(2, activation.bundle());
                  statement.setString(3, activation.version());
                  statement.setString(4, activation.digest());
                  statement.setBytes(5, activation.content());
                  statement.setObject(6, activation.time().atOffset(ZoneOffset.UTC));
                });
  }
}
