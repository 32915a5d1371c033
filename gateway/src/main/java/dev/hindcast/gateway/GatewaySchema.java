package dev.hindcast.gateway;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;

/** The gateway's schema in the control database. */
public final class GatewaySchema {
  private static final String NAME = "gateway";

  private GatewaySchema() {}

  /** Brings the schema to its newest version; safe to repeat and to call from several processes. */
  public static void migrate(DatabaseSettings database) {
    Databases.migrate(database, NAME, "db/gateway");
  }
}
