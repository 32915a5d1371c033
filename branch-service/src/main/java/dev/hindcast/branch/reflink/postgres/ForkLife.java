package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.reflink.files.Account;
import dev.hindcast.branch.reflink.files.ForkLocks;
import dev.hindcast.branch.reflink.server.ClusterFiles;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import dev.hindcast.branch.reflink.server.ForkFolder;
import dev.hindcast.branch.reflink.server.ForkLabel;
import dev.hindcast.branch.reflink.server.ForkRecord;
import dev.hindcast.branch.reflink.server.ForkServer;
import dev.hindcast.branch.reflink.server.Ports;
import dev.hindcast.branch.reflink.server.ServerAccount;
import dev.hindcast.branch.whole.postgres.WholeDatabase;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finished forks: their servers run, are started again when they died, and are set back. */
final class ForkLife {
  private static final Logger log = LoggerFactory.getLogger(ForkLife.class);

  private final Stores stores;
  private final WholeDatabase whole;
  private final ForkDatabase fork;

  ForkLife(Stores stores, WholeDatabase whole, ForkDatabase fork) {
    this.stores = stores;
    this.whole = whole;
    this.fork = fork;
  }

  static Fork fork(ForkName name, ForkRecord record) {
    return new Fork(name, record.point(), name.uid());
  }

  DatabaseSettings engine(ForkName name, ForkRecord record) {
    return fork.engine(name.uid(), record.port(), stores.database(name.store()));
  }

  /** A fork that is finished and whose server runs; if it did not, it does now. */
  Optional<ForkRecord> running(ForkName name) throws IOException {
    var forks = stores.forks(name.store());
    if (forks.isEmpty()) {
      return Optional.empty();
    }
    var record = record(forks.get(), name);
    if (record.isEmpty() || isUp(forks.get().folder(name.uid()))) {
      return record;
    }
    try (var held = forks.get().locks().hold(name.uid())) {
      return revived(held, forks.get(), name);
    }
  }

  /** The same, for a fork that nobody waits for: left alone if somebody is at work on it. */
  void revive(ForkCatalog forks, ForkName name) {
    try {
      if (record(forks, name).isEmpty() || isUp(forks.folder(name.uid()))) {
        return;
      }
      var held = forks.locks().tryHold(name.uid());
      if (held.isPresent()) {
        try (var lock = held.get()) {
          var _ = revived(lock, forks, name);
        }
      }
    } catch (IOException | RuntimeException e) {
      log.warn("the server of fork {} does not start", name.uid(), e);
    }
  }

  /** A finished fork, under its lock. */
  Optional<ForkRecord> revived(ForkLocks.Held held, ForkCatalog forks, ForkName name)
      throws IOException {
    var record = record(forks, name);
    var folder = forks.folder(name.uid());
    if (record.isEmpty() || isUp(folder)) {
      return record;
    }
    if (Files.exists(folder.resetting())) {
      return reset(held, forks, name);
    }
    var current = record.get();
    var server = server(folder, current);
    if (server.isRunning()) {
      fork.awaitReady(engine(name, current), server, server::isRunning);
      return record;
    }
    log.warn("the server of fork {} had ended; it is started again", name.uid());
    server.stop(); // processes of a killed server may hold its memory
    try {
      startAndAwait(current, folder, server, name.store());
    } catch (ForkServer.ServerException e) {
      // Perhaps only its port is taken.
      log.warn("fork {} gets another port", name.uid(), e);
      server.stop();
      current = current.at(Ports.free(stores.options(name.store()), forks, name.uid().hashCode()));
      files(name.store(), folder).setPort(folder, current.port());
      startAndAwait(current, folder, server, name.store());
      forks.write(held, name.uid(), current);
    }
    return Optional.of(current);
  }

  /** Sets a fork back to what it recovered, under its lock. */
  Optional<ForkRecord> reset(ForkLocks.Held held, ForkCatalog forks, ForkName name)
      throws IOException {
    var record = record(forks, name);
    if (record.isEmpty()) {
      return record;
    }
    var folder = forks.folder(name.uid());
    var server = server(folder, record.get());
    var files = files(name.store(), folder);
    if (!Files.exists(folder.resetting())) {
      Files.createFile(folder.resetting());
    }
    server.stop();
    files.restore(folder);
    startAndAwait(record.get(), folder, server, name.store());
    var again = prepare(record.get(), forks.label(name.uid()).orElseThrow(), folder, files);
    forks.write(held, name.uid(), again);
    Files.delete(folder.resetting());
    return Optional.of(again);
  }

  void startAndAwait(ForkRecord record, ForkFolder folder, ForkServer server, String store)
      throws IOException {
    var process = server.start();
    fork.awaitReady(
        fork.engine(folder.uid(), record.port(), stores.database(store)), server, process::isAlive);
  }

  /** Makes a running fork safe and opens it to its login. */
  ForkRecord prepare(ForkRecord record, ForkLabel label, ForkFolder folder, ClusterFiles files)
      throws IOException {
    var name = label.name();
    var engine = engine(name, record);
    fork.endPrepared(name.uid(), record.port(), stores.database(name.store()));
    var request = new ForkRequest(name, label.installation(), new Cut.Now(), record.point().time());
    var prepared = whole.prepare(engine, request, record.horizon());
    if (!prepared.untouched().isEmpty()) {
      throw new IllegalStateException("a superuser could not switch off " + prepared.untouched());
    }
    whole.probe(engine, name);
    fork.checkpoint(engine);
    return record.holding(files.measure(folder).exclusive());
  }

  /** The server of a fork, for whatever is left of it. */
  ForkServer server(ForkFolder folder, ForkRecord record) throws IOException {
    return new ForkServer(folder, ServerAccount.ownerOf(folder.home()), record.binaries());
  }

  ClusterFiles files(String store, ForkFolder folder) throws IOException {
    var owner = Files.exists(folder.home()) ? Account.of(folder.home()) : Account.current();
    return stores.files(stores.options(store), owner);
  }

  /**
   * What a finished fork is, unless this machine has started anew since: nothing of it was synced
   * to disk, so nobody knows what is left.
   */
  private static Optional<ForkRecord> record(ForkCatalog forks, ForkName name) throws IOException {
    var record = forks.record(name);
    return record.isPresent() && record.get().boot().equals(ForkRecord.currentBoot())
        ? record
        : Optional.empty();
  }

  private static boolean isUp(ForkFolder folder) {
    return ForkServer.isReady(folder) && !Files.exists(folder.resetting());
  }
}
