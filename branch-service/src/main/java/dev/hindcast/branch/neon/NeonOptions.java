package dev.hindcast.branch.neon;

import dev.hindcast.branch.remote.EngineOptions;
import dev.hindcast.branch.remote.SecretReference;
import dev.hindcast.branch.store.TraceStore;
import java.util.Optional;
import java.util.Set;

/**
 * {@code hindcast.branch.stores.<id>.options.*} of a store on Neon.
 *
 * @param api address of the API
 * @param token of an account that may change the project
 * @param project its id
 * @param parentBranch id of the branch that holds the store
 * @param database name of the store's database
 * @param role the login in a branch that the service prepares it with; it owns the database
 * @param minimumUnits least size of a branch's compute; empty: the project's
 * @param maximumUnits greatest size
 * @param suspendSeconds after which an idle compute sleeps; empty: the plan's
 */
public record NeonOptions(
    String api,
    SecretReference token,
    String project,
    String parentBranch,
    String database,
    String role,
    Optional<Double> minimumUnits,
    Optional<Double> maximumUnits,
    Optional<Integer> suspendSeconds) {
  private static final Set<String> NAMES =
      Set.of(
          "api",
          "token-file",
          "token-env",
          "project",
          "parent-branch",
          "database",
          "role",
          "minimum-units",
          "maximum-units",
          "suspend-seconds");

  static NeonOptions of(TraceStore store, String databaseOfStore) {
    var options = new EngineOptions(store, NAMES);
    return new NeonOptions(
        options.optional("api").orElse("https://console.neon.tech/api/v2"),
        SecretReference.of(options, "token"),
        id(options, "project"),
        id(options, "parent-branch"),
        options.optional("database").orElse(databaseOfStore),
        options.optional("role").orElse(store.database().user()),
        options.optional("minimum-units").map(Double::valueOf),
        options.optional("maximum-units").map(Double::valueOf),
        options.optional("suspend-seconds").map(Integer::valueOf));
  }

  private static String id(EngineOptions options, String name) {
    var id = options.required(name);
    if (!id.matches("[a-z0-9-]{1,60}")) {
      throw new IllegalArgumentException(options.place() + "." + name + " is not an id of Neon's");
    }
    return id;
  }
}
