package dev.hindcast.branch.reflink.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A file system of the test's own in a file, mounted; only root may, and only where tools are. */
final class LoopImage implements AutoCloseable {
  private static final long BYTES = 6L << 30;

  private final Path folder;

  private LoopImage(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes and mounts one.
   *
   * @param type {@code xfs} or {@code btrfs}
   * @throws TestAbortedException where that is impossible: then nothing is proven
   */
  static LoopImage mount(String type) throws IOException {
    var folder = Files.createTempDirectory("hindcast-" + type + "-");
    var image = folder.resolve("image");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES); // sparse
    }
    Files.createDirectory(folder.resolve("mount"));
    var made =
        run("mkfs." + type, "-q", image.toString())
            && run("mount", "-o", "loop", image.toString(), folder.resolve("mount").toString());
    if (!made) {
      Files.delete(folder.resolve("mount"));
      Files.delete(image);
      Files.delete(folder);
      throw new TestAbortedException(
          "UNPROVEN: the provider reflink on "
              + type
              + ": this takes root, mkfs."
              + type
              + " and a loop device");
    }
    var _ = run("chmod", "0711", folder.toString(), folder.resolve("mount").toString());
    return new LoopImage(folder);
  }

  Path path() {
    return folder.resolve("mount");
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", path().toString())) {
      var _ = run("umount", "-l", path().toString());
    }
    Files.delete(path());
    Files.delete(folder.resolve("image"));
    Files.delete(folder);
  }

  static boolean run(String... command) {
    try {
      return new ProcessBuilder(Stream.of(command).toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
