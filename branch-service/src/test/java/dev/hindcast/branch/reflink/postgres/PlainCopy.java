package dev.hindcast.branch.reflink.postgres;

import dev.hindcast.branch.reflink.files.FileCloner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** For tests only: copies blocks, so that what needs no reflink is tested everywhere. */
final class PlainCopy implements FileCloner {
  @Override
  public void clone(Path source, Path target) throws IOException {
    Files.copy(source, target);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
  }
}
