package dev.hindcast.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a data folder to one cluster at a time; the operating system frees it when the process
 * dies, however it does.
 */
final class FolderLock implements AutoCloseable {
  private static final String NAME = "lock";
  private static final int TRIES = 10;
  private static final int PAUSE_MILLIS = 50;

  // What this process holds. Its own lock files must not be opened again: on POSIX systems the
  // close
  // of any channel of a file frees the locks that the process has on it.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the folder, or says that somebody has it. */
  static FolderLock take(Path data) throws IOException {
    Files.createDirectories(data);
    var file = file(data);
    if (!HELD_HERE.add(file)) {
      throw taken(data);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        throw taken(data);
      }
      return new FolderLock(file, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD_HERE.remove(file);
      throw e;
    }
  }

  /** Whether a living process has the folder. */
  static boolean isHeld(Path data) {
    try {
      if (!Files.exists(data.resolve(NAME))) {
        return false;
      }
      var file = file(data);
      if (HELD_HERE.contains(file)) {
        return true;
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
          var lock = channel.tryLock()) {
        return lock == null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot see whether a cluster runs on " + data, e);
    }
  }

  // Whoever looks whether the folder is held has the lock for a moment.
  private static boolean lock(FileChannel channel) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      if (channel.tryLock() != null) {
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
    return false;
  }

  private static Path file(Path data) throws IOException {
    return data.toRealPath().resolve(NAME);
  }

  private static LocalClusterException taken(Path data) {
    return new LocalClusterException(
        "a cluster runs on "
            + data
            + " already: use that one, stop it, or choose another folder with --data");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(file);
  }
}
