package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.nio.file.Path;

/** How whole folders are copied without copying blocks. */
public interface Duplication {

  /**
   * Makes what is selected of {@code source} appear at {@code target}, which must not be there.
   *
   * @throws CloneRefusedException if it would have to copy blocks
   */
  void duplicate(Path source, Path target, TreeCopy.Selection selection) throws IOException;

  /** Gives back what {@link #duplicate} made, whole or in part, or nothing. */
  void discard(Path target) throws IOException;
}
