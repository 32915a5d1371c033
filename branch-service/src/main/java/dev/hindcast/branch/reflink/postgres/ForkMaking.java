package dev.hindcast.branch.reflink.postgres;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.reflink.ReflinkOptions;
import dev.hindcast.branch.reflink.RefusedException;
import dev.hindcast.branch.reflink.files.Blocks;
import dev.hindcast.branch.reflink.files.ForkLocks;
import dev.hindcast.branch.reflink.server.BackupEnd;
import dev.hindcast.branch.reflink.server.ClusterFiles;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import dev.hindcast.branch.reflink.server.ForkFolder;
import dev.hindcast.branch.reflink.server.ForkLabel;
import dev.hindcast.branch.reflink.server.ForkRecord;
import dev.hindcast.branch.reflink.server.ForkServer;
import dev.hindcast.branch.reflink.server.Ports;
import dev.hindcast.branch.reflink.server.ServerSettings;
import dev.hindcast.branch.reflink.server.Site;
import dev.hindcast.branch.whole.postgres.WholeDatabase;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes forks. The label first, the record last; what lies between of an earlier attempt is
 * removed.
 */
final class ForkMaking {
  private static final Logger log = LoggerFactory.getLogger(ForkMaking.class);
  private static final int PORT_TRIES = 4;

  private final Stores stores;
  private final WholeDatabase whole;
  private final ForkDatabase fork;
  private final ForkLife life;

  ForkMaking(Stores stores, WholeDatabase whole, ForkDatabase fork, ForkLife life) {
    this.stores = stores;
    this.whole = whole;
    this.fork = fork;
    this.life = life;
  }

  /**
   * A fork, and whether it was seen to share its blocks with the parent.
   *
   * @param sharesBlocks seen before anything else could share them
   */
  record Made(Fork fork, boolean sharesBlocks) {
    Made {
      requireNonNull(fork);
    }
  }

  /** Where a store's forks come from and go to, checked. */
  record Place(Parent parent, Site site, ForkCatalog forks, ReflinkOptions options) {
    Place {
      requireNonNull(parent);
      requireNonNull(site);
      requireNonNull(forks);
      requireNonNull(options);
    }
  }

  /** Finds the store's cluster on this host, or refuses. */
  Place place(String store) throws IOException {
    var options = stores.options(store);
    var parent = Parent.of(stores.jdbc(store));
    var data =
        options
            .dataDirectory()
            .or(parent::dataDirectory)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the service's login may not read where the store's data are: grant it pg_read_all_settings, or name the option data-directory"));
    var site = Site.find(data, parent.system(), options.binaries());
    var forks = stores.forks(store).orElseThrow();
    site.open(forks);
    return new Place(parent, site, forks, options);
  }

  /**
   * Makes a fork, under its lock.
   *
   * @param isProven whether an earlier fork of this store was seen to share its blocks
   */
  Made make(ForkLocks.Held held, Place place, ForkRequest request, boolean isProven)
      throws IOException {
    var name = request.name();
    var folder = place.forks().folder(name.uid());
    var files = stores.files(place.options(), place.site().account().account());
    var server = new ForkServer(folder, place.site().account(), place.site().binaries());
    var phases = new Phases();
    place.forks().write(held, ForkLabel.of(request));
    server.stop();
    files.discard(folder);
    files.makeHome(folder);
    var horizon = whole.horizon(stores.jdbc(name.store()));
    phases.done("check");
    var end = copy(place, folder, files, phases);
    // Once is enough to know that this file system shares blocks.
    var sharesBlocks = isProven || sharesBlocks(files.measure(folder));
    phases.done("measure");
    var port = Ports.free(place.options(), place.forks(), name.uid().hashCode());
    files.configure(
        folder,
        new ServerSettings(
            place.options().address(),
            port,
            place.parent().settings(),
            place.options().libraries().orElse(place.parent().libraries()),
            place.options().sharedBuffers()),
        ForkSchema.of(name.uid()),
        end.lsn());
    server.recover(stores.database(name.store()), fork.makeSuperuser(name.uid()));
    phases.done("recovery");
    files.keepPristine(folder);
    phases.done("pristine copy");
    var unfinished =
        new ForkRecord(
            new ForkPoint(end.lsn(), "", end.time(), place.parent().system(), Precision.LSN),
            horizon,
            place.options().address(),
            port,
            place.site().binaries(),
            ForkRecord.currentBoot(),
            0);
    var record = start(unfinished, place, folder, files, server, name.store());
    phases.done("start");
    var finished = life.prepare(record, ForkLabel.of(request), folder, files);
    phases.done("prepare");
    place.forks().write(held, name.uid(), finished);
    log.info("fork {} of {}: {}", name.uid(), name.store(), phases);
    return new Made(ForkLife.fork(name, finished), sharesBlocks);
  }

  private BackupEnd copy(Place place, ForkFolder folder, ClusterFiles files, Phases phases)
      throws IOException {
    var uid = folder.uid();
    var store = place.forks().label(uid).orElseThrow().name().store();
    return new LiveBackup(stores.settings(store), place.parent().version())
        .run(
            slot(uid),
            new LiveBackup.Work() {
              @Override
              public void copy() throws IOException {
                phases.done("backup start");
                files.copyLive(place.site().data(), folder);
                phases.done("copy");
              }

              @Override
              public void complete(BackupEnd end) throws IOException {
                phases.done("backup stop");
                files.completeBackup(place.site().data(), folder, end);
                phases.done("log");
              }
            });
  }

  /** Somebody else may have taken the port since it was seen free. */
  private ForkRecord start(
      ForkRecord record,
      Place place,
      ForkFolder folder,
      ClusterFiles files,
      ForkServer server,
      String store)
      throws IOException {
    var current = record;
    for (int tries = 1; ; tries++) {
      try {
        life.startAndAwait(current, folder, server, store);
        return current;
      } catch (ForkServer.ServerException e) {
        server.stop();
        if (tries == PORT_TRIES) {
          throw e;
        }
        current = current.at(Ports.free(place.options(), place.forks(), current.port() + 1));
        files.setPort(folder, current.port());
      }
    }
  }

  // A tenth is left to what the file system keeps elsewhere or had written anew meanwhile.
  private static boolean sharesBlocks(Blocks copied) {
    return copied.shared() > 0 && copied.exclusive() < copied.shared() / 9;
  }

  /** The name of a fork's slot while it is copied. */
  static String slot(String uid) {
    return "hindcast_" + uid;
  }
}
