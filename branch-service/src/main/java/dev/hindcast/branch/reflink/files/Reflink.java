package dev.hindcast.branch.reflink.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code ioctl(FICLONE)}: all blocks or nothing. Never {@code copy_file_range} and its like, which
 * copy in silence where blocks cannot be shared.
 */
public final class Reflink implements FileCloner {
  private static final long FICLONE = 0x40049409L;
  private static final int PRIVATE = 0600;

  @Override
  public void clone(Path source, Path target) throws IOException {
    int in;
    try {
      in = LibC.open(source, LibC.O_RDONLY, 0);
    } catch (LibC.CallException e) {
      if (e.errno() == LibC.ENOENT) {
        throw new NoSuchFileException(source.toString());
      }
      throw e;
    }
    try {
      int out = LibC.open(target, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL, PRIVATE);
      try {
        LibC.ioctl(out, FICLONE, in);
      } catch (LibC.CallException e) {
        Files.deleteIfExists(target);
        throw refused(source, target, e);
      } finally {
        LibC.close(out);
      }
    } finally {
      LibC.close(in);
    }
  }

  private static IOException refused(Path source, Path target, LibC.CallException e)
      throws IOException {
    var from = Files.getFileStore(source);
    var to = Files.getFileStore(target.getParent());
    if (e.errno() == LibC.EXDEV) {
      return new CloneRefusedException(
          "%s is on another file system (%s) than %s (%s): blocks are shared within one only"
              .formatted(source, from.type(), target.getParent(), to.type()));
    }
    // Not supported comes as EOPNOTSUPP, EINVAL or ENOTTY, as the file system likes.
    return new CloneRefusedException(
        "the file system %s of %s cannot share blocks (FICLONE: error %d): put the data on XFS made with reflink=1 or on Btrfs, or configure a snapshot-command"
            .formatted(from.type(), source, e.errno()));
  }
}
