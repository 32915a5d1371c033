package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.reflink.ReflinkOptions;
import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.branch.reflink.files.Account;
import dev.hindcast.branch.reflink.files.CloneDuplication;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.SnapshotDuplication;
import dev.hindcast.branch.reflink.files.TreeCopy;
import dev.hindcast.branch.reflink.server.ClusterFiles;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.DatabaseAddress;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Jdbc;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is configured for each store. Thread-safe. */
final class Stores {
  private final TraceStores stores;
  private final StoreDatabases databases;
  private final FileCloner cloner;
  private final Map<String, Path> dataDirectories = new ConcurrentHashMap<>();

  Stores(TraceStores stores, StoreDatabases databases, FileCloner cloner) {
    this.stores = stores;
    this.databases = databases;
    this.cloner = cloner;
  }

  ReflinkOptions options(String store) {
    return ReflinkOptions.of(stores.require(store).options());
  }

  DatabaseSettings settings(String store) {
    return databases.settings(store);
  }

  Jdbc jdbc(String store) {
    return databases.jdbc(store);
  }

  String database(String store) {
    return DatabaseAddress.of(databases.settings(store).url()).database();
  }

  /** How files are copied for an account. */
  ClusterFiles files(ReflinkOptions options, Account account) {
    return new ClusterFiles(
        options.snapshotCommand().isEmpty()
            ? new CloneDuplication(new TreeCopy(cloner, account))
            : new SnapshotDuplication(options.snapshotCommand(), options.releaseCommand()),
        cloner,
        account);
  }

  /** The forks of a store, if it can be known where they lie; if not, none was made. */
  Optional<ForkCatalog> forks(String store) {
    var options = options(store);
    return options
        .forkDirectory()
        .or(() -> dataDirectory(store, options).map(Stores::beside))
        .map(ForkCatalog::new);
  }

  /** Where a store's data are, as configured or as the server says. */
  Optional<Path> dataDirectory(String store, ReflinkOptions options) {
    var known = options.dataDirectory().or(() -> Optional.ofNullable(dataDirectories.get(store)));
    if (known.isPresent()) {
      return known;
    }
    var said =
        jdbc(store)
            .first(
                "SELECT CASE WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN current_setting('data_directory') END",
                Jdbc.Binder.NONE,
                row -> Optional.ofNullable(row.getString(1)))
            .flatMap(path -> path)
            .map(Path::of);
    said.ifPresent(path -> dataDirectories.put(store, path));
    return said;
  }

  private static Path beside(Path data) {
    var name = data.getFileName();
    if (name == null || data.getParent() == null) {
      throw new RefusedException("name a fork-directory: there is no room beside " + data);
    }
    return data.resolveSibling(name + "-forks");
  }
}
