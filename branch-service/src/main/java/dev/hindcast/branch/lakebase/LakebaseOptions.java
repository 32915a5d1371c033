package dev.hindcast.branch.lakebase;

import dev.hindcast.branch.remote.EngineOptions;
import dev.hindcast.branch.remote.SecretReference;
import dev.hindcast.branch.store.TraceStore;
import java.util.Optional;
import java.util.Set;

/**
 * {@code hindcast.branch.stores.<id>.options.*} of a store on Lakebase.
 *
 * @param host address of the workspace
 * @param clientId of a service principal; empty: the secret is a token
 * @param secret of the service principal, or a personal access token
 * @param project its id
 * @param parentBranch id of the branch that holds the store
 * @param database name of the store's database
 * @param identity the Databricks identity that the secret belongs to; its login prepares branches
 * @param minimumUnits least size of a branch's compute; empty: the project's
 * @param maximumUnits greatest size
 * @param isPlain no encryption towards branches: for tests on one machine
 */
public record LakebaseOptions(
    String host,
    Optional<String> clientId,
    SecretReference secret,
    String project,
    String parentBranch,
    String database,
    String identity,
    Optional<Double> minimumUnits,
    Optional<Double> maximumUnits,
    boolean isPlain) {
  private static final Set<String> NAMES =
      Set.of(
          "host",
          "client-id",
          "client-secret-file",
          "client-secret-env",
          "token-file",
          "token-env",
          "project",
          "parent-branch",
          "database",
          "identity",
          "minimum-units",
          "maximum-units",
          "sslmode");

  static LakebaseOptions of(TraceStore store, String databaseOfStore) {
    var options = new EngineOptions(store, NAMES);
    var clientId = options.optional("client-id");
    return new LakebaseOptions(
        options.required("host").replaceFirst("/+$", ""),
        clientId,
        SecretReference.of(options, clientId.isPresent() ? "client-secret" : "token"),
        id(options, "project"),
        id(options, "parent-branch"),
        options.optional("database").orElse(databaseOfStore),
        options
            .optional("identity")
            .or(() -> clientId)
            .orElseThrow(
                () -> new IllegalArgumentException(options.place() + ".identity is missing")),
        options.optional("minimum-units").map(Double::valueOf),
        options.optional("maximum-units").map(Double::valueOf),
        options.optional("sslmode").orElse("require").equals("disable"));
  }

  private static String id(EngineOptions options, String name) {
    var id = options.required(name);
    if (!id.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          options.place() + "." + name + " is not an id of Lakebase's");
    }
    return id;
  }
}
