package dev.hindcast.cli.local;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running local cluster is: written into its data folder while it runs, readable by its
 * owner only, read by the commands that are given no address.
 *
 * @param gateway {@code host:port}
 * @param registry {@code host:port}
 * @param branches {@code host:port}
 * @param store login of the trace store's owner
 */
public record ClusterFile(
    String gateway, String registry, String branches, DatabaseSettings store) {
  private static final String NAME = "cluster.properties";
  private static final int POOL_SIZE = 4;

  /**
   * The cluster that runs on a data folder now, if one does: one that a killed process left behind
   * has lost the folder's lock, and its ports may be anybody's by now.
   */
  public static Optional<ClusterFile> running(Path data) {
    return read(data).filter(_ -> FolderLock.isHeld(data));
  }

  /** Whether a cluster on a data folder has ended without cleaning up. */
  public static boolean isLeftBehind(Path data) {
    return read(data).isPresent() && !FolderLock.isHeld(data);
  }

  private static Optional<ClusterFile> read(Path data) {
    var file = data.resolve(NAME);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return Optional.of(
        new ClusterFile(
            properties.getProperty("gateway"),
            properties.getProperty("registry"),
            properties.getProperty("branches"),
            new DatabaseSettings(
                properties.getProperty("store.url"),
                properties.getProperty("store.user"),
                properties.getProperty("store.password"),
                POOL_SIZE)));
  }

  void write(Path data) throws IOException {
    var properties = new Properties();
    properties.setProperty("gateway", gateway);
    properties.setProperty("registry", registry);
    properties.setProperty("branches", branches);
    properties.setProperty("store.url", store.url());
    properties.setProperty("store.user", store.user());
    properties.setProperty("store.password", store.password());
    PrivateFile.write(
        data.resolve(NAME), properties, "a running Hindcast cluster; removed when it stops");
  }

  static void remove(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }
}
