package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.reflink.files.ForkLocks;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import dev.hindcast.branch.reflink.server.ForkServer;
import dev.hindcast.platform.jdbc.SqlFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Removes forks and what an attempt at one left. Each step may be repeated. */
final class ForkRemoval {
  private final Stores stores;
  private final ForkLife life;

  ForkRemoval(Stores stores, ForkLife life) {
    this.stores = stores;
    this.life = life;
  }

  Release remove(ForkName name) throws IOException {
    var forks = stores.forks(name.store());
    var where = "no folder of forks";
    if (forks.isPresent() && Files.isDirectory(forks.get().directory())) {
      try (var held = forks.get().locks().hold(name.uid())) {
        var label = forks.get().label(name.uid());
        if (label.isPresent() && !label.get().name().equals(name)) {
          return new Release.Released("the folder " + name.uid() + " is another store's");
        }
        removeFiles(held, forks.get(), name);
        where =
            "no process works in " + forks.get().folder(name.uid()).home() + ", which is removed";
      }
    }
    dropSlot(name);
    return new Release.Released(
        where + "; the store has no replication slot " + ForkMaking.slot(name.uid()));
  }

  /** Server, folder, label; under its lock. */
  void removeFiles(ForkLocks.Held held, ForkCatalog forks, ForkName name) throws IOException {
    var folder = forks.folder(name.uid());
    forks.removeRecord(name.uid());
    ForkServer.stop(folder);
    if (Files.exists(folder.home())) {
      life.files(name.store(), folder).discard(folder);
    }
    forks.remove(name.uid());
    Files.deleteIfExists(held.scratch());
  }

  private void dropSlot(ForkName name) {
    var store = stores.settings(name.store());
    try (var connection =
        DriverManager.getConnection(store.url(), store.user(), store.password())) {
      LiveBackup.dropSlot(connection, ForkMaking.slot(name.uid()));
    } catch (SQLException e) {
      throw SqlFailures.exception(e, "the store");
    }
  }
}
