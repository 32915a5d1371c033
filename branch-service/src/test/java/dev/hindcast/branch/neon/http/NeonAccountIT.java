package dev.hindcast.branch.neon.http;

import dev.hindcast.branch.neon.NeonProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.remote.AccountSuite;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The specification against a real account. */
@EnabledIfEnvironmentVariable(named = "HINDCAST_NEON_URL", matches = ".+")
class NeonAccountIT extends AccountSuite {

  @Override
  protected String vendor() {
    return "neon";
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("project", "PROJECT", "parent-branch", "PARENT_BRANCH");
  }

  @Override
  protected Map<String, String> fixed(Map<String, String> options) {
    var all = new HashMap<>(options);
    all.put("token-env", "HINDCAST_NEON_TOKEN");
    return Map.copyOf(all);
  }

  @Override
  protected BranchProvider provider(TraceStores stores, StoreDatabases databases) {
    return new NeonProvider(stores, databases, KEY, Clock.systemUTC());
  }
}
