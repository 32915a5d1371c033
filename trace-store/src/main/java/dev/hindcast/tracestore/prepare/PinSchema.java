package dev.hindcast.tracestore.prepare;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.regex.Pattern;

/** Names that preparing a store and forking it share. */
public final class PinSchema {
  /** The schema that keeps before-images and knows the open forks. */
  public static final String NAME = "hindcast_pin";

  /** The column that says which transaction wrote a row. */
  public static final String COLUMN = "hindcast_xid";

  private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,62}");

  private PinSchema() {}

  /**
   * Refuses a schema that no fork may hold, as an invalid request: PostgreSQL's, ours, and names
   * that are not plain.
   */
  public static void checkForkable(String schema) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw invalid(schema + " is not a plain name of a schema");
    }
    if (schema.startsWith("pg_")
        || schema.equals("information_schema")
        || schema.equals(NAME)
        || schema.startsWith("hindcast_b_")) {
      throw invalid(schema + " is PostgreSQL's or Hindcast's own");
    }
  }

  private static FailureException invalid(String problem) {
    return new FailureException(new Failure.InvalidRequest("schemas", problem));
  }
}
