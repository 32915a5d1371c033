package dev.hindcast.branch.reconcile;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.ServiceUnderTest;
import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Forks by overlay. */
class KilledServiceIT extends KilledServiceSuite {
  KilledServiceIT() {
    super(Integer.getInteger("hindcast.test.kills", 50), 3, 9);
  }

  @Override
  protected ServiceUnderTest service() throws SQLException {
    return new ServiceUnderTest();
  }

  @Override
  protected Map<String, String> storeSettings() {
    return Map.of();
  }

  /** Schemas of this store, logins of any branch there ever was. */
  @Override
  protected List<String> left(ServiceUnderTest service, List<Branch> all) throws SQLException {
    var names =
        all.stream().map(b -> "'hindcast_b_" + b.uid() + "'").collect(Collectors.joining(", "));
    try (var connection = service.store.open()) {
      return StoreUnderTest.texts(
          connection,
          """
          SELECT 'schema ' || nspname FROM pg_namespace WHERE starts_with(nspname, 'hindcast_b_')
          UNION SELECT 'login ' || rolname FROM pg_roles WHERE rolname IN (%s)"""
              .formatted(names));
    }
  }

  @Override
  protected List<String> things(Branch ready) {
    var name = "hindcast_b_" + ready.uid();
    return List.of("schema " + name, "login " + name);
  }
}
