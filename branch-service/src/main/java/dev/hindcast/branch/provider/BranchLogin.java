package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/**
 * What opens a fork. A secret: never logged.
 *
 * @param schema first on the login's {@code search_path}
 * @param sslMode in libpq's words, {@code prefer}
 */
public record BranchLogin(
    String host,
    int port,
    String database,
    String user,
    String password,
    String schema,
    String sslMode) {
  public BranchLogin {
    requireNonNull(host);
    requireNonNull(database);
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(schema);
    requireNonNull(sslMode);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "BranchLogin[" + user + " at " + host + ":" + port + "/" + database + "]";
  }
}
