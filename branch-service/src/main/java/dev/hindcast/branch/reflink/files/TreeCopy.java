package dev.hindcast.branch.reflink.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a folder by cloning its files, while others may write there: what vanishes meanwhile is
 * left out. Folders in the order of names, so that {@code base} is copied before {@code global},
 * and the control file last of its folder; the other files of a folder several at a time.
 *
 * @param account whom the copy belongs to
 */
public record TreeCopy(FileCloner cloner, Account account) {
  private static final String CONTROL_FILE = "pg_control";

  public TreeCopy {
    requireNonNull(cloner);
    requireNonNull(account);
  }

  /** What to take along. */
  @FunctionalInterface
  public interface Selection {
    /** Everything. */
    Selection ALL = _ -> Take.ALL;

    /** By the path below the folder that is copied. */
    Take of(Path relative);
  }

  /** How much of a folder or file is copied. */
  public enum Take {
    /** It and what is below it. */
    ALL,
    /** A folder without what is in it. */
    EMPTY,
    /** Nothing. */
    NONE
  }

  /** Copies {@code source} to {@code target}, which must not be there. */
  public void copy(Path source, Path target, Selection selection) throws IOException {
    copy(source, source, target, selection);
  }

  private void copy(Path root, Path source, Path target, Selection selection) throws IOException {
    folder(target);
    var files = new ArrayList<Path>();
    var last = new ArrayList<Path>();
    for (var entry : entries(source)) {
      var take = selection.of(root.relativize(entry));
      if (take == Take.NONE) {
        continue;
      }
      var copy = target.resolve(entry.getFileName());
      if (Files.isSymbolicLink(entry)) {
        Files.createSymbolicLink(copy, Files.readSymbolicLink(entry));
        account.own(copy);
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        if (take == Take.EMPTY) {
          folder(copy);
        } else {
          files(files, target);
          copy(root, entry, copy, selection);
        }
      } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
        (entry.endsWith(CONTROL_FILE) ? last : files).add(entry);
      }
    }
    files(files, target);
    files(last, target);
  }

  private void files(List<Path> files, Path target) throws IOException {
    Workers.each(files, file -> file(file, target.resolve(file.getFileName())));
    files.clear();
  }

  /** Makes an empty folder for its owner only. */
  public void folder(Path folder) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(folder);
  }

  private void file(Path source, Path target) throws IOException {
    try {
      cloner.clone(source, target);
      account.own(target);
    } catch (NoSuchFileException gone) {
      Files.deleteIfExists(target);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return List.of();
    }
  }
}
