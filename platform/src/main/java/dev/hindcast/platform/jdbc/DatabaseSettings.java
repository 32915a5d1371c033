package dev.hindcast.platform.jdbc;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;

/**
 * How to reach a PostgreSQL database.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user login
 * @param password its password; empty for none
 * @param poolSize connections at most, at least 1
 */
public record DatabaseSettings(String url, String user, String password, int poolSize) {
  public DatabaseSettings {
    requireNonNull(url);
    requireNonNull(user);
    requireNonNull(password);
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new FailureException(
          new Failure.InvalidRequest("url", "must be a jdbc:postgresql: URL"));
    }
    if (poolSize < 1) {
      throw new FailureException(new Failure.InvalidRequest("pool-size", "must be at least 1"));
    }
  }

  /** The URL as it may be shown: without its parameters, they may hold a password. */
  public String shownUrl() {
    return url.replaceFirst("\\?(?s:.*)", "?...");
  }

  /** Never shows a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + shownUrl() + ", " + user + "]";
  }
}
