package dev.hindcast.cli.local;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.files.SharingProbe;
import dev.hindcast.branch.reflink.server.ForkCatalog;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Who forks the trace store of a local cluster.
 *
 * @param provider its name
 * @param description of it and of the reason, for a person
 * @param forks folder of forks that are servers
 */
record LocalBranching(String provider, String description, Path forks) implements AutoCloseable {
  private static final String REFLINK = "reflink";

  LocalBranching {
    requireNonNull(provider);
    requireNonNull(description);
    requireNonNull(forks);
  }

  static LocalBranching choose(LocalOptions options) {
    var forks = options.data().resolve("data-forks");
    return switch (options.branching()) {
      case OVERLAY -> new LocalBranching("overlay", "overlay", forks);
      case REFLINK -> {
        if (!SharingProbe.proves(options.data())) {
          throw new LocalClusterException(
              "files in "
                  + options.data()
                  + " cannot share blocks, so there is no provider reflink: choose a folder on XFS (reflink=1) or Btrfs");
        }
        yield new LocalBranching(REFLINK, "reflink, as asked for; blocks are shared here", forks);
      }
      case AUTO ->
          SharingProbe.proves(options.data())
              ? new LocalBranching(
                  REFLINK, "reflink: blocks are shared here, as a probe showed", forks)
              : new LocalBranching("overlay", "overlay: blocks are not shared here", forks);
    };
  }

  boolean isReflink() {
    return provider.equals(REFLINK);
  }

  /** Servers of forks end with the cluster; they are started again when somebody asks for them. */
  @Override
  public void close() throws IOException {
    if (isReflink()) {
      new ForkCatalog(forks).stopServers();
    }
  }
}
