package dev.hindcast.branch.overlay.postgres;

import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where a JDBC URL leads; of several hosts the first. */
record DatabaseAddress(String host, int port, String database) {

  static DatabaseAddress of(String url) {
    var properties = Driver.parseURL(url, null);
    if (properties == null) {
      throw new IllegalArgumentException("not a JDBC URL of PostgreSQL");
    }
    return new DatabaseAddress(
        first(PGProperty.PG_HOST.getOrDefault(properties)),
        Integer.parseInt(first(PGProperty.PG_PORT.getOrDefault(properties))),
        PGProperty.PG_DBNAME.getOrDefault(properties));
  }

  private static String first(String list) {
    return list.split(",", 2)[0];
  }
}
