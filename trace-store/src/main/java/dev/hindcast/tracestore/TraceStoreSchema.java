package dev.hindcast.tracestore;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;

/** The default trace store's schema in the operational database: names, and how it gets there. */
public final class TraceStoreSchema {
  /** The schema's name. */
  public static final String NAME = "hindcast";

  private TraceStoreSchema() {}

  /** Brings the schema to its newest version; safe to repeat and to call from several processes. */
  public static void migrate(DatabaseSettings database) {
    Databases.migrate(database, NAME, "db/tracestore");
  }
}
