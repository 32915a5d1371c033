package dev.hindcast.branch.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where tests copy whole servers. */
public final class FastFolder {
  private static final long ROOM_BYTES = 4L << 30;

  private FastFolder() {}

  /** A folder of the test's own that all users may pass through, in memory where there is room. */
  public static Path create() throws IOException {
    var memory = Path.of("/dev/shm");
    var roomy =
        Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM_BYTES;
    var folder =
        roomy
            ? Files.createTempDirectory(memory, "hindcast-")
            : Files.createTempDirectory("hindcast-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder;
  }
}
