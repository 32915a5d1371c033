package dev.hindcast.platform.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import dev.hindcast.platform.telemetry.Telemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Opens pools and migrates schemas. */
public final class Databases {
  private Databases() {}

  /** A pool that connects on first use; the owner closes it. */
  public static HikariDataSource pool(DatabaseSettings settings, String name) {
    return open(config(settings, name), settings);
  }

  /**
   * The same, but a server that is silent for so long, or a network that swallows everything, ends
   * a call as one to a database that does not answer; a URL may say otherwise.
   */
  public static HikariDataSource pool(DatabaseSettings settings, String name, Duration silence) {
    var config = config(settings, name);
    var seconds = Long.toString(Math.max(1, silence.toSeconds()));
    config.addDataSourceProperty("socketTimeout", seconds);
    return open(config, settings);
  }

  private static HikariDataSource open(HikariConfig config, DatabaseSettings settings) {
    if (Telemetry.current().isOn()) {
      config.setDataSource(traced(config.getDataSourceProperties(), settings));
    }
    return new HikariDataSource(config);
  }

  /** The pool's connections with a span a statement, its literals taken out. */
  private static DataSource traced(Properties properties, DatabaseSettings settings) {
    var source =
        new DriverDataSource(
            settings.url(), null, properties, settings.user(), settings.password());
    return JdbcTelemetry.builder(Telemetry.current().api())
        .setDataSourceInstrumenterEnabled(false)
        .build()
        .wrap(source);
  }

  private static HikariConfig config(DatabaseSettings settings, String name) {
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
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return config;
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
