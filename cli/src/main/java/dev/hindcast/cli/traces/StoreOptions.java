package dev.hindcast.cli.traces;

import dev.hindcast.cli.connect.ServerOptions;
import dev.hindcast.cli.local.ClusterFile;
import dev.hindcast.cli.local.LocalCluster;
import dev.hindcast.cli.local.LocalOptions;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.secret.Secret;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which trace store a command writes to. */
final class StoreOptions {
  private static final int POOL_SIZE = 4;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "data folder of a local cluster; if none runs on it, one is started for this"
              + " command (default: .hindcast)")
  private Path data;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {"another PostgreSQL instead:", "jdbc:postgresql://HOST:PORT/DATABASE"})
  private String database;

  @Option(
      names = "--database-user",
      paramLabel = "USER",
      description = {
        "its login; the password, or file:/PATH of it,",
        "is read from the variable HINDCAST_DATABASE_PASSWORD"
      })
  private String user;

  /** Does something with the store, whose schema is brought to its newest version first. */
  <T> T with(Function<DatabaseSettings, T> work) {
    return untouched(
        settings -> {
          if (database != null) {
            TraceStoreSchema.migrate(settings);
          }
          return work.apply(settings);
        });
  }

  /** Does something with the store as it is. */
  <T> T untouched(Function<DatabaseSettings, T> work) {
    if (database != null) {
      var password = System.getenv("HINDCAST_DATABASE_PASSWORD");
      var settings =
          new DatabaseSettings(
              database,
              user == null ? System.getProperty("user.name") : user,
              password == null ? "" : Secret.read(password),
              POOL_SIZE);
      return work.apply(settings);
    }
    var folder = data == null ? ServerOptions.DEFAULT_DATA : data;
    var running = ClusterFile.running(folder);
    if (running.isPresent()) {
      return work.apply(running.get().store());
    }
    try (var cluster =
        LocalCluster.start(new LocalOptions(folder, false, LocalOptions.Ports.FREE, 0, 1))) {
      return work.apply(cluster.store());
    }
  }
}
