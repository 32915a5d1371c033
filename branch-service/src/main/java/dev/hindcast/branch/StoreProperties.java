package dev.hindcast.branch;

import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.branch.stores.<id>.*}: one trace store.
 *
 * @param id its id in {@code stores/<id>}
 * @param url JDBC URL of the database that holds it
 * @param user the service's login there; what it needs stands at {@link
 *     dev.hindcast.branch.overlay.postgres.OverlayProvider}
 * @param password its password
 * @param poolSize connections at most
 * @param provider that forks it
 */
@EachProperty("hindcast.branch.stores")
record StoreProperties(
    @Parameter String id,
    String url,
    String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "10") int poolSize,
    @Bindable(defaultValue = "overlay") String provider) {

  TraceStore store() {
    return new TraceStore(id, provider, new DatabaseSettings(url, user, password, poolSize));
  }
}
