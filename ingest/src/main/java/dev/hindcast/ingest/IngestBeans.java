package dev.hindcast.ingest;

import dev.hindcast.ingest.write.IngestMetrics;
import dev.hindcast.ingest.write.StoreWriter;
import dev.hindcast.ingest.write.StoreWriters;
import dev.hindcast.ingest.write.postgres.PostgresActionStore;
import dev.hindcast.platform.jdbc.PoolMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The writers, one a store. */
@Factory
final class IngestBeans {

  @Singleton
  @Requires(beans = StoreLogin.class)
  @Bean(preDestroy = "close")
  StoreWriters writers(
      List<StoreLogin> stores, IngestLimits limits, IngestMetrics metrics, PoolMetrics pools) {
    return new StoreWriters(
        stores.stream().collect(Collectors.toMap(StoreLogin::id, writer(limits, metrics, pools))));
  }

  private static Function<StoreLogin, StoreWriter> writer(
      IngestLimits limits, IngestMetrics metrics, PoolMetrics pools) {
    return store ->
        new StoreWriter(
            store.id(),
            new PostgresActionStore(store.id(), store.settings(), pools),
            limits.capacity(),
            metrics);
  }
}
