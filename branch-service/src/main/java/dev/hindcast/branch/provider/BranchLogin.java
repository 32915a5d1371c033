package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

/**
 * What opens a fork. A secret: never logged.
 *
 * @param schema first on the login's {@code search_path}
 */
public record BranchLogin(
    String host, int port, String database, String user, String password, String schema) {
  public BranchLogin {
    requireNonNull(host);
    requireNonNull(database);
    requireNonNull(user);
    requireNonNull(password);
    requireNonNull(schema);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "BranchLogin[" + user + " at " + host + ":" + port + "/" + database + "]";
  }
}
