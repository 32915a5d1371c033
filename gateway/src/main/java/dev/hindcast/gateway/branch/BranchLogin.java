package dev.hindcast.gateway.branch;

import static java.util.Objects.requireNonNull;

/**
 * What opens a branch. A secret: it is kept in memory only and never logged.
 *
 * @param schema stands first on the login's {@code search_path}
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
    return "BranchLogin[" + user + "@" + host + ":" + port + "/" + database + "]";
  }
}
