package dev.hindcast.ingest;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.secret.Secret;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.gateway.ingest.stores.<id>.*}: a trace store that may be written to. Without any
 * there are no receivers.
 *
 * @param id its id in {@code stores/<id>}
 * @param url JDBC URL of the database that holds it
 * @param user a login that may append to it, and nothing else
 * @param password its password, or where it is: {@code file:} or {@code env:}
 */
@EachProperty("hindcast.gateway.ingest.stores")
record StoreLogin(
    @Parameter String id, String url, String user, @Bindable(defaultValue = "") String password) {

  DatabaseSettings settings() {
    return new DatabaseSettings(url, user, Secret.read(password), 2);
  }
}
