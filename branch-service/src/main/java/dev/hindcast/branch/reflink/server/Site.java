package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.reflink.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A store's cluster as this host sees it.
 *
 * @param data its data directory
 * @param binaries folder of its program {@code postgres}
 * @param account its owner
 */
public record Site(Path data, Path binaries, ServerAccount account) {
  public Site {
    requireNonNull(data);
    requireNonNull(binaries);
    requireNonNull(account);
  }

  /**
   * Finds the cluster here.
   *
   * @param systemIdentifier that the server says it has, so that no other cluster is taken for it
   * @throws RefusedException if it is not here, or not ours to read
   */
  public static Site find(Path data, String systemIdentifier, Optional<Path> binaries)
      throws IOException {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      throw new RefusedException("the provider reflink needs Linux");
    }
    try {
      // Whose it is first: who may not act as the owner can read nothing there.
      if (!Files.exists(data)) {
        throw notHere(data);
      }
      var account = ServerAccount.ownerOf(data);
      if (!identifier(data).equals(systemIdentifier)) {
        throw notHere(data);
      }
      return new Site(data, binaries.isPresent() ? binaries.get() : running(data), account);
    } catch (AccessDeniedException e) {
      throw new RefusedException(
          data + " cannot be read: run the branch-service as its owner or as root");
    } catch (NoSuchFileException e) {
      throw notHere(data);
    }
  }

  /** Makes the folder of forks, which the servers must be able to enter. */
  public void open(ForkCatalog forks) throws IOException {
    if (!Files.isDirectory(forks.directory())) {
      Files.createDirectories(forks.directory());
      Files.setPosixFilePermissions(
          forks.directory(),
          PosixFilePermissions.fromString(account.account().isGiven() ? "rwx--x--x" : "rwx------"));
    }
    account.admit(forks.directory());
  }

  // The control file begins with it, in the machine's byte order.
  private static String identifier(Path data) throws IOException {
    try (var in = Files.newInputStream(data.resolve("global/pg_control"))) {
      var number = ByteBuffer.wrap(in.readNBytes(Long.BYTES)).order(ByteOrder.nativeOrder());
      return Long.toUnsignedString(number.getLong());
    }
  }

  private static RefusedException notHere(Path data) {
    return new RefusedException(
        "the store's cluster in "
            + data
            + " is not on this host: run the branch-service beside it, or choose another provider");
  }

  private static Path running(Path data) throws IOException {
    var pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    try {
      var program = Path.of("/proc", pid, "exe").toRealPath();
      if (program.getFileName().toString().equals("postgres")) {
        return program.getParent();
      }
    } catch (IOException e) {
      // It runs in another container, or was replaced by an update since it started.
    }
    throw new RefusedException(
        "the program of the store's server cannot be found by its process: name its folder in the option binaries");
  }
}
