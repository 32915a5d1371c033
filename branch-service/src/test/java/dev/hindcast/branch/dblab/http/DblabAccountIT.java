package dev.hindcast.branch.dblab.http;

import dev.hindcast.branch.dblab.DblabProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.remote.AccountSuite;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The specification against a real account. */
@EnabledIfEnvironmentVariable(named = "HINDCAST_DBLAB_URL", matches = ".+")
class DblabAccountIT extends AccountSuite {

  @Override
  protected String vendor() {
    return "dblab";
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("api", "API");
  }

  @Override
  protected Map<String, String> fixed(Map<String, String> options) {
    var all = new HashMap<>(options);
    all.put("token-env", "HINDCAST_DBLAB_TOKEN");
    return Map.copyOf(all);
  }

  @Override
  protected BranchProvider provider(TraceStores stores, StoreDatabases databases) {
    return new DblabProvider(stores, databases, KEY, Clock.systemUTC());
  }
}
