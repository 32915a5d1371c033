package dev.hindcast.branch.lakebase.api;

import dev.hindcast.branch.lakebase.LakebaseProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.remote.AccountSuite;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The specification against a real account. */
@EnabledIfEnvironmentVariable(named = "HINDCAST_LAKEBASE_URL", matches = ".+")
class LakebaseAccountIT extends AccountSuite {

  @Override
  protected String vendor() {
    return "lakebase";
  }

  @Override
  protected Map<String, String> options() {
    return Map.of(
        "host",
        "HOST",
        "client-id",
        "CLIENT_ID",
        "project",
        "PROJECT",
        "parent-branch",
        "PARENT_BRANCH");
  }

  @Override
  protected Map<String, String> fixed(Map<String, String> options) {
    var all = new HashMap<>(options);
    all.put("client-secret-env", "HINDCAST_LAKEBASE_CLIENT_SECRET");
    return Map.copyOf(all);
  }

  @Override
  protected BranchProvider provider(TraceStores stores, StoreDatabases databases) {
    return new LakebaseProvider(stores, databases, KEY, Clock.systemUTC());
  }
}
