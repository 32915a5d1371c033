package dev.hindcast.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the jar on the class path ({@code
 * io.zonky.test.postgres}), or from an archive, into a cache folder that all runs share. Unpacking
 * is atomic: a folder that exists is whole.
 */
final class PostgresBinaries {
  private static final Set<PosixFilePermission> PROGRAM =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_EXECUTE);

  private PostgresBinaries() {}

  /** The folder that holds {@code bin/postgres}. */
  static Path unpacked(Path cache, Optional<Path> other) {
    try (var probe = open(other)) {
      var folder = cache.resolve("postgres-" + fingerprint(probe));
      if (Files.isDirectory(folder)) {
        return folder;
      }
      Files.createDirectories(cache);
      var staging = Files.createTempDirectory(cache, "unpacking-");
      try (var archive = open(other)) {
        unpack(archive, staging);
      }
      Files.setPosixFilePermissions(staging, PROGRAM);
      try {
        Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        DataDirectory.deleteTree(
            staging); // another process was faster; its folder is as whole as ours
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL's programs could not be unpacked to " + cache, e);
    }
  }

  private static String resourceName() {
    var arch =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          case String other -> other;
        };
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return "postgres-" + (os.contains("mac") ? "darwin" : "linux") + "-" + arch + ".txz";
  }

  private static InputStream open(Optional<Path> other) throws IOException {
    if (other.isPresent()) {
      return new BufferedInputStream(Files.newInputStream(other.get()));
    }
    var resource = resourceName();
    var in = PostgresBinaries.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException(
          "no embedded PostgreSQL for this machine ("
              + resource
              + " is not on the class path): there are programs for Linux on x86-64");
    }
    return new BufferedInputStream(in);
  }

  /** Names the archive by its first megabyte: enough to tell two releases apart. */
  private static String fingerprint(InputStream archive) throws IOException {
    var crc = new CRC32();
    crc.update(archive.readNBytes(1 << 20));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static void unpack(InputStream archive, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the archive has an entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
          } else {
            Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(target, PROGRAM);
          }
        }
      }
    }
  }
}
