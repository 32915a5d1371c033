package dev.hindcast.branch.store.postgres;

import java.util.Objects;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a JDBC URL leads; of several hosts the first.
 *
 * @param sslMode in libpq's words
 */
public record DatabaseAddress(String host, int port, String database, String sslMode) {

  /** Reads {@code jdbc:postgresql://host:port/database?sslmode=...}. */
  public static DatabaseAddress of(String url) {
    var properties = Driver.parseURL(url, null);
    if (properties == null) {
      throw new IllegalArgumentException("not a JDBC URL of PostgreSQL");
    }
    return new DatabaseAddress(
        first(PGProperty.PG_HOST.getOrDefault(properties)),
        Integer.parseInt(first(PGProperty.PG_PORT.getOrDefault(properties))),
        PGProperty.PG_DBNAME.getOrDefault(properties),
        Objects.requireNonNullElse(PGProperty.SSL_MODE.getOrDefault(properties), "prefer"));
  }

  private static String first(String list) {
    return list.split(",", 2)[0];
  }
}
