package dev.hindcast.gateway;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.secret.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.gateway.database.*}: the control database.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user login; it owns the schema {@code gateway} or may create it
 * @param password its password, or {@code file:/path} or {@code env:NAME} that holds it
 * @param poolSize connections at most; every batch of changes holds one while it is stored
 */
@ConfigurationProperties("hindcast.gateway.database")
record DatabaseProperties(
    String url,
    String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "10") int poolSize) {

  DatabaseSettings settings() {
    return new DatabaseSettings(url, user, Secret.read(password), poolSize);
  }
}
