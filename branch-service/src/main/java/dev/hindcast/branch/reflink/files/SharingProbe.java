package dev.hindcast.branch.reflink.files;

import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Finds out whether files of a folder can share blocks, by making two that do. */
public final class SharingProbe {
  private static final int BYTES = 1 << 20;

  private SharingProbe() {}

  /** Whether all blocks of a cloned file were seen to be shared there. */
  public static boolean proves(Path folder) {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return false;
    }
    try {
      var probe = Files.createTempDirectory(folder, ".sharing-");
      try {
        var content = new byte[BYTES];
        new Random(BYTES).nextBytes(content); // so that nothing compresses it
        var source = Files.write(probe.resolve("source"), content);
        var target = probe.resolve("target");
        new Reflink().clone(source, target);
        var blocks = Blocks.of(target);
        return blocks.shared() >= BYTES && blocks.exclusive() == 0;
      } finally {
        TreeRemoval.remove(probe);
      }
    } catch (IOException e) {
      return false;
    }
  }
}
