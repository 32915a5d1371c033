package dev.hindcast.platform.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;

/** Opens pools and migrates schemas. */
public final class Databases {
  private Databases() {}

  /** A pool that connects on first use; the owner closes it. */
  public static HikariDataSource pool(DatabaseSettings settings, String name) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "hindcast-" + name);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return new HikariDataSource(config);
  }

  /**
   * Brings a schema to its newest version. Safe to call from several processes at once.
   *
   * @param location class path folder of the migrations, e.g. {@code db/gateway}
   */
  public static void migrate(DatabaseSettings settings, String schema, String location) {
    Flyway.configure(Databases.class.getClassLoader())
        .dataSource(settings.url(), settings.user(), settings.password())
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .locations("classpath:" + location)
        .connectRetries(10)
        .load()
        .migrate();
  }
}
