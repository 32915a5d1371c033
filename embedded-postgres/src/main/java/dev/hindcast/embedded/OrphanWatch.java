package dev.hindcast.embedded;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends a server whose owner was killed, and deletes a temporary one's folder. A shell of its own
 * reads from a pipe that this process holds: the pipe ends when the process does, however it does.
 */
final class OrphanWatch implements AutoCloseable {
  private static final String SCRIPT =
      """
      cat >/dev/null
      signal=INT
      [ "$3" = true ] && signal=QUIT
      kill -$signal "$1" 2>/dev/null && while kill -0 "$1" 2>/dev/null; do sleep 0.2; done
      [ "$3" = true ] && [ -e "$2/data/PG_VERSION" ] && rm -rf "$2"
      """;

  // Held: were it collected, its pipe would close and the server end.
  private final Process shell;

  private OrphanWatch(Process shell) {
    this.shell = shell;
  }

  static OrphanWatch start(long postmaster, DataDirectory data, boolean temporary)
      throws IOException {
    var command =
        List.of(
            "sh",
            "-c",
            SCRIPT,
            "hindcast-orphan-watch",
            Long.toString(postmaster),
            data.path().getParent().toString(),
            Boolean.toString(temporary));
    // Out of reach of ctrl-C, or it would end before there is anything to end.
    var prefix = ServerUser.works(List.of("setsid")) ? List.of("setsid") : List.<String>of();
    return new OrphanWatch(
        new ProcessBuilder(Stream.concat(prefix.stream(), command.stream()).toList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** The owner has ended the server itself. */
  @Override
  public void close() {
    var _ = shell.destroyForcibly();
  }
}
