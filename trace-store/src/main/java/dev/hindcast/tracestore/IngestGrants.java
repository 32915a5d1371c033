package dev.hindcast.tracestore;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import java.util.List;

/**
 * What a receiver's login may do in a trace store: append actions and outcomes, and see of them
 * only the last steps of workflows. It reads no action, and activates no policy.
 */
public final class IngestGrants {
  private static final List<String> GRANTS =
      List.of(
          "GRANT USAGE ON SCHEMA hindcast TO %s",
          "GRANT INSERT ON hindcast.action, hindcast.workflow_outcome TO %s",
          "GRANT SELECT (workflow_id, step) ON hindcast.action TO %s",
          "GRANT SELECT, INSERT ON hindcast.ingested TO %s");

  private IngestGrants() {}

  /** Grants it to a login that exists; safe to repeat. */
  public static void grant(DatabaseSettings owner, String login) {
    try (var pool = Databases.pool(owner, "store")) {
      var jdbc = new Jdbc(pool, "the trace store");
      if (jdbc.first(
              "SELECT 1 FROM pg_roles WHERE rolname = ?",
              statement -> statement.setString(1, login),
              row -> row.getInt(1))
          .isEmpty()) {
        throw new FailureException(new Failure.ResourceNotFound("the login " + login));
      }
      var role = "\"" + login.replace("\"", "\"\"") + "\"";
      var _ =
          jdbc.inTransaction(
              transaction -> {
                for (var grant : GRANTS) {
                  transaction.execute(grant.formatted(role));
                }
                return true;
              });
    }
  }
}
