package dev.hindcast.registry;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;

/** The policy-registry's schema in the control database. */
public final class RegistrySchema {
  private static final String NAME = "policy_registry";

  private RegistrySchema() {}

  /** Brings the schema to its newest version; safe to repeat and to call from several processes. */
  public static void migrate(DatabaseSettings database) {
    Databases.migrate(database, NAME, "db/registry");
  }
}
