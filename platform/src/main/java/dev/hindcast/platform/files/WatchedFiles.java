package dev.hindcast.platform.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells whether files are other ones than before, by what their folder says of them. A symbolic
 * link is followed: that is how Kubernetes swaps a secret's files.
 */
public final class WatchedFiles {
  private final List<Path> files;

  /** Files that need not exist yet. */
  public WatchedFiles(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /** What the files are now; equal as long as nobody touches one. */
  public Object state() {
    return files.stream().collect(Collectors.toMap(file -> file, WatchedFiles::stamp));
  }

  private record Stamp(FileTime modified, long size, String key) {}

  private static Object stamp(Path file) {
    try {
      var read = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(read.lastModifiedTime(), read.size(), String.valueOf(read.fileKey()));
    } catch (IOException e) {
      return Map.of();
    }
  }
}
