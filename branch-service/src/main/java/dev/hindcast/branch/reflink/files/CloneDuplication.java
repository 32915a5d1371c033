package dev.hindcast.branch.reflink.files;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Path;

/** File by file. */
public record CloneDuplication(TreeCopy copy) implements Duplication {
  public CloneDuplication {
    requireNonNull(copy);
  }

  @Override
  public void duplicate(Path source, Path target, TreeCopy.Selection selection) throws IOException {
    copy.copy(source, target, selection);
  }

  @Override
  public void discard(Path target) throws IOException {
    TreeRemoval.remove(target);
  }
}
