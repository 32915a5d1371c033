package dev.hindcast.branch.reflink.files;

import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * By commands of the operator: ZFS, LVM, or whatever else makes writable snapshots.
 *
 * @param snapshot run with source and target appended
 * @param release run with the target appended; must succeed if there is nothing
 */
public record SnapshotDuplication(List<String> snapshot, List<String> release)
    implements Duplication {
  public SnapshotDuplication {
    snapshot = List.copyOf(snapshot);
    release = List.copyOf(release);
  }

  @Override
  public void duplicate(Path source, Path target, TreeCopy.Selection selection) throws IOException {
    run(snapshot, List.of(source.toString(), target.toString()));
    if (!Files.isDirectory(target)) {
      throw new IOException("the snapshot-command succeeded, but nothing is at " + target);
    }
    prune(target, target, selection);
  }

  @Override
  public void discard(Path target) throws IOException {
    run(release, List.of(target.toString()));
    TreeRemoval.remove(target);
  }

  private static void prune(Path root, Path folder, TreeCopy.Selection selection)
      throws IOException {
    List<Path> entries;
    try (var listing = Files.list(folder)) {
      entries = listing.toList();
    }
    for (var entry : entries) {
      var isFolder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
      switch (selection.of(root.relativize(entry))) {
        case ALL -> {
          if (isFolder) {
            prune(root, entry, selection);
          }
        }
        case NONE -> TreeRemoval.remove(entry);
        case EMPTY -> {
          if (isFolder) {
            empty(entry);
          }
        }
      }
    }
  }

  private static void empty(Path folder) throws IOException {
    List<Path> entries;
    try (var listing = Files.list(folder)) {
      entries = listing.toList();
    }
    for (var entry : entries) {
      TreeRemoval.remove(entry);
    }
  }

  private static void run(List<String> command, List<String> arguments) throws IOException {
    var all = new ArrayList<>(command);
    all.addAll(arguments);
    try {
      var process =
          new ProcessBuilder(all)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      var exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(command.getFirst() + " ended with " + exit + " for " + arguments);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
