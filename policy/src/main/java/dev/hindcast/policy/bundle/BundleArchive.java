package dev.hindcast.policy.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Bundles as tar.gz. Reads what any tar writes; writes one form only. */
final class BundleArchive {

  private static final int PLAIN_FILE = 0100644;

  private BundleArchive() {}

  static byte[] pack(SortedMap<String, byte[]> files) {
    var bytes = new ByteArrayOutputStream();
    // The JDK's gzip header holds no time and no name, so equal files give equal bytes.
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setMode(PLAIN_FILE);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
      tar.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static Map<String, byte[]> unpack(byte[] archive) {
    Map<String, byte[]> files = new HashMap<>();
    long total = 0;
    int entries = 0;
    try (var tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++entries > 2 * BundleSource.MAX_FILES) {
          throw new BundleTooLargeException(
              "entries of an archive", 2 * BundleSource.MAX_FILES, entries);
        }
        if (entry.isDirectory()) {
          continue;
        }
        if (!entry.isFile() || entry.isSymbolicLink() || entry.isLink() || entry.isSparse()) {
          throw new IllegalArgumentException("not a plain file in the archive: " + entry.getName());
        }
        String path = BundleSource.checkPath(withoutDot(entry.getName()));
        BundleSource.checkSize(path, entry.getSize());
        byte[] content = read(tar, path);
        total += content.length;
        BundleSource.checkTotal(total);
        if (files.put(path, content) != null) {
          throw new IllegalArgumentException("twice in the archive: " + path);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a readable tar.gz archive", e);
    }
    return files;
  }

  private static byte[] read(InputStream tar, String path) throws IOException {
    // One byte more than allowed, so that a header that lies about the size is noticed.
    byte[] content = tar.readNBytes(BundleSource.MAX_FILE_BYTES + 1);
    BundleSource.checkSize(path, content.length);
    return content;
  }

  private static String withoutDot(String path) {
    return path.startsWith("./") ? path.substring(2) : path;
  }
}
