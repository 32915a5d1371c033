package dev.hindcast.branch;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;

/** The branch-service's schema in the control database. */
public final class BranchSchema {
  private static final String NAME = "branch_service";

  private BranchSchema() {}

  /** Brings the schema to its newest version; safe to repeat and to call from several processes. */
  public static void migrate(DatabaseSettings database) {
    Databases.migrate(database, NAME, "db/branch");
  }
}
