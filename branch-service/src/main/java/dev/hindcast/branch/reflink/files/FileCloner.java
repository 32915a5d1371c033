package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.nio.file.Path;

/** Copies one file so that the copy shares the blocks of its source. Thread-safe. */
@FunctionalInterface
public interface FileCloner {

  /**
   * Makes {@code target}, which must not be there, readable by its owner only.
   *
   * @throws java.nio.file.NoSuchFileException if the source is gone
   * @throws CloneRefusedException if blocks cannot be shared; nothing is copied instead
   */
  void clone(Path source, Path target) throws IOException;
}
