package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One holder of a fork at a time, in this process and among processes; a lock ends with its
 * process. Forks share a few dozen locks, so that lock files need not be removed.
 *
 * @param folder of the lock files
 */
public record ForkLocks(Path folder) {
  private static final int NUMBER = 64;
  // A process has one file lock for all its threads, and loses it with the first descriptor closed.
  private static final Map<Path, ReentrantLock> LOCAL = new ConcurrentHashMap<>();

  /** The right to change a fork. */
  public interface Held extends AutoCloseable {
    /** A file of the holder's own, for writing what is then moved into place. */
    Path scratch();

    @Override
    void close() throws IOException;
  }

  /** Waits for the lock. */
  public Held hold(String uid) throws IOException {
    var name = name(uid);
    var local = local(name);
    local.lock();
    return file(name, local, true).orElseThrow();
  }

  /** The lock, if nobody holds it. */
  public Optional<Held> tryHold(String uid) throws IOException {
    var name = name(uid);
    var local = local(name);
    return local.tryLock() ? file(name, local, false) : Optional.empty();
  }

  private Optional<Held> file(String name, ReentrantLock local, boolean wait) throws IOException {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = wait ? channel.lock() : channel.tryLock();
      if (lock != null) {
        return Optional.of(new FileHeld(folder.resolve(name + ".new"), channel, local));
      }
    } catch (IOException | RuntimeException | Error e) {
      release(channel, local);
      throw e;
    }
    release(channel, local);
    return Optional.empty();
  }

  private static void release(FileChannel channel, ReentrantLock local) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      local.unlock();
    }
  }

  private ReentrantLock local(String name) {
    return LOCAL.computeIfAbsent(
        folder.toAbsolutePath().normalize().resolve(name), _ -> new ReentrantLock());
  }

  private static String name(String uid) {
    return String.format(Locale.ROOT, "%02d", Math.floorMod(uid.hashCode(), NUMBER));
  }

  private record FileHeld(Path scratch, FileChannel channel, ReentrantLock local) implements Held {
    @Override
    public void close() throws IOException {
      release(channel, local);
    }
  }
}
