package dev.hindcast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs outside Hindcast that some tests talk to, and the files beside the project that some
 * tests read.
 */
final class Programs {
  private Programs() {}

  /** What a program printed. */
  record Output(int exit, String out, String err) {}

  /** The program's path, if it is on the PATH or among the tools that CI installed. */
  static Optional<Path> find(String program) {
    var folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(Path::of),
            Stream.of(
                root().resolve("target/tools/bin"),
                Path.of(System.getProperty("user.home"), "go", "bin")));
    return folders.map(folder -> folder.resolve(program)).filter(Files::isExecutable).findFirst();
  }

  /** The project's root. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** A file or folder in {@code shared/} beside the project, if that is there. */
  static Optional<Path> shared(String path) {
    return Optional.of(root().resolveSibling("shared").resolve(path)).filter(Files::exists);
  }

  /** Runs a program to its end. */
  static Output run(Path folder, List<String> command, Path input) {
    try {
      var out = Files.createTempFile("out", ".txt");
      var err = Files.createTempFile("err", ".txt");
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      if (input != null) {
        builder.redirectInput(input.toFile());
      }
      var exit = builder.start().waitFor();
      return new Output(
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
