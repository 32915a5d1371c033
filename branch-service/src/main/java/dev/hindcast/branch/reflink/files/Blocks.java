package dev.hindcast.branch.reflink.files;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * What files hold on disk, as the file system maps them ({@code FIEMAP}).
 *
 * @param apparent bytes of the files' lengths
 * @param shared bytes in extents that other files hold too
 * @param exclusive bytes in extents that nothing else holds
 */
public record Blocks(long apparent, long shared, long exclusive) {
  private static final Blocks NONE = new Blocks(0, 0, 0);

  private static final long FS_IOC_FIEMAP = 0xC020660BL;
  private static final int HEADER = 32;
  private static final int EXTENT = 56;
  private static final int EXTENTS = 256;
  private static final int FLAG_SYNC = 0x1;
  private static final int FLAG_LAST = 0x1;
  private static final int FLAG_SHARED = 0x2000;

  /** Both. */
  public Blocks plus(Blocks other) {
    return new Blocks(
        apparent + other.apparent, shared + other.shared, exclusive + other.exclusive);
  }

  /**
   * All regular files below a folder that are wanted, by their path below it. What was written and
   * is not on disk yet is written first: before that, nobody knows what it will share.
   */
  public static Blocks below(Path folder, Predicate<Path> wanted) throws IOException {
    if (!Files.isDirectory(folder)) {
      return NONE;
    }
    var files = new ArrayList<Path>();
    var _ =
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && wanted.test(folder.relativize(file))) {
                  files.add(file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                  return FileVisitResult.CONTINUE;
                }
                throw e;
              }
            });
    var sum = new AtomicReference<>(NONE);
    Workers.each(
        files,
        file -> {
          var one = ofExisting(file);
          var _ = sum.updateAndGet(one::plus);
        });
    return sum.get();
  }

  private static Blocks ofExisting(Path file) throws IOException {
    try {
      return of(file);
    } catch (LibC.CallException e) {
      return switch (e.errno()) {
        case LibC.ENOENT -> NONE;
        // ZFS and memory do not tell what is where: then all of it counts as the file's own.
        case LibC.EOPNOTSUPP, LibC.ENOTTY, LibC.EINVAL -> {
          var size = Files.size(file);
          yield new Blocks(size, 0, size);
        }
        default -> throw e;
      };
    } catch (NoSuchFileException gone) {
      return NONE;
    }
  }

  /** One file. */
  static Blocks of(Path file) throws IOException {
    var apparent = Files.size(file);
    if (apparent == 0) {
      return NONE;
    }
    long shared = 0;
    long exclusive = 0;
    var descriptor = LibC.open(file, LibC.O_RDONLY, 0);
    try (var arena = Arena.ofConfined()) {
      var map = LibC.allocate(arena, HEADER + (long) EXTENT * EXTENTS);
      long start = 0;
      boolean last = false;
      while (!last) {
        map.set(JAVA_LONG, 0, start);
        map.set(JAVA_LONG, 8, -1L);
        map.set(JAVA_INT, 16, FLAG_SYNC);
        map.set(JAVA_INT, 24, EXTENTS);
        LibC.ioctl(descriptor, FS_IOC_FIEMAP, map.address());
        int mapped = map.get(JAVA_INT, 20);
        last = mapped == 0;
        for (int i = 0; i < mapped; i++) {
          var at = HEADER + (long) i * EXTENT;
          var length = map.get(JAVA_LONG, at + 16);
          var flags = map.get(JAVA_INT, at + 40);
          if ((flags & FLAG_SHARED) != 0) {
            shared += length;
          } else {
            exclusive += length;
          }
          start = map.get(JAVA_LONG, at) + length;
          last = (flags & FLAG_LAST) != 0;
        }
      }
    } finally {
      LibC.close(descriptor);
    }
    return new Blocks(apparent, shared, exclusive);
  }
}
