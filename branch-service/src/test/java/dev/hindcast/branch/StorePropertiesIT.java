package dev.hindcast.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestPostgres;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store as containers are told of it: by variables alone. */
class StorePropertiesIT {
  @Test
  void everyOptionOfAProviderCanBeAVariable() {
    var database = TestPostgres.emptyDatabase();
    var variables =
        Map.<String, Object>of(
            "HINDCAST_BRANCH_STORES_OPS_URL",
            database.url(),
            "HINDCAST_BRANCH_STORES_OPS_USER",
            database.user(),
            "HINDCAST_BRANCH_STORES_OPS_PASSWORD",
            database.password(),
            "HINDCAST_BRANCH_STORES_OPS_OPTIONS_SCHEMAS",
            "shop",
            "HINDCAST_BRANCH_STORES_OPS_OPTIONS_PIN_WAIT",
            "5",
            "HINDCAST_BRANCH_CREDENTIAL_KEY",
            "a key that is only for tests");
    var properties = new HashMap<>(Services.database("hindcast.branch.database", database));
    properties.put("hindcast.service", "branch-service");
    properties.put("grpc.server.enabled", "false");

    try (var context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .properties(new HashMap<>(properties))
            .propertySources(
                PropertySource.of("variables", variables, PropertyConvention.ENVIRONMENT_VARIABLE))
            .start()) {
      var store = context.getBean(TraceStores.class).require("ops");

      assertThat(store.options()).isEqualTo(Map.of("schemas", "shop", "pin-wait", "5"));
    }
  }
}
