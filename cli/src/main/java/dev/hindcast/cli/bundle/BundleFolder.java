package dev.hindcast.cli.bundle;

import dev.hindcast.cli.output.CommandException;
import dev.hindcast.policy.bundle.BundleSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads a bundle from a folder. Hidden files are left out. */
public final class BundleFolder {
  private BundleFolder() {}

  /** The files of the folder, or of the folder of a {@code bundle.yaml}. */
  public static BundleSource read(Path path) {
    var folder =
        path.endsWith(BundleSource.MANIFEST) && !Files.isDirectory(path) ? parent(path) : path;
    if (!Files.isRegularFile(folder.resolve(BundleSource.MANIFEST))) {
      throw new CommandException(
          path + " is no bundle: a folder with a " + BundleSource.MANIFEST + " in it is wanted");
    }
    var files = new HashMap<String, byte[]>();
    try (var paths = Files.walk(folder)) {
      for (var file : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        put(files, folder.relativize(file), file);
      }
      return BundleSource.of(files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    } catch (IllegalArgumentException e) {
      throw new CommandException(folder + ": " + e.getMessage());
    }
  }

  private static void put(Map<String, byte[]> files, Path name, Path file) throws IOException {
    for (var part : name) {
      if (part.toString().startsWith(".")) {
        return;
      }
    }
    if (Files.size(file) > BundleSource.MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          name + " is larger than " + BundleSource.MAX_FILE_BYTES + " bytes");
    }
    if (files.size() > BundleSource.MAX_FILES) {
      throw new IllegalArgumentException(
          "a bundle has at most " + BundleSource.MAX_FILES + " files");
    }
    files.put(name.toString().replace('\\', '/'), Files.readAllBytes(file));
  }

  private static Path parent(Path file) {
    var parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
