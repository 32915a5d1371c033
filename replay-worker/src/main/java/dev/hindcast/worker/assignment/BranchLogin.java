package dev.hindcast.worker.assignment;

import static java.util.Objects.requireNonNull;

/**
 * How to open a branch. Through this login the unqualified names {@code action}, {@code
 * workflow_outcome}, {@code policy_activation} and {@code loaded_bundle} are the fork.
 *
 * @param sslMode in libpq's words, {@code prefer}
 */
public record BranchLogin(
    String host, int port, String database, String user, String password, String sslMode) {
  public BranchLogin {
    requireNonNull(host, "host");
    requireNonNull(database, "database");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
    requireNonNull(sslMode, "sslMode");
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "BranchLogin[" + user + "@" + host + ":" + port + "/" + database + "]";
  }
}
