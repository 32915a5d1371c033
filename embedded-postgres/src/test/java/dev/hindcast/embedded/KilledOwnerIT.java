package dev.hindcast.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays when the process that owns a server is killed. */
class KilledOwnerIT {

  /** The process that is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      var options =
          arguments.length == 0
              ? EmbeddedPostgres.Options.throwAway()
              : new EmbeddedPostgres.Options(Path.of(arguments[0]), false, 0, "kept", Map.of());
      try (var _ = EmbeddedPostgres.start(options)) {
        var data = new DataDirectory(options.folder().resolve("data"));
        System.out.println(data.postmaster().orElseThrow().pid() + " " + options.folder());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  @Test
  void aTemporaryServerEndsWithItsOwnerAndItsFolderGoes() throws Exception {
    var folder = killOwner(List.of());
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Files.exists(folder) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void aKeptServerEndsWithItsOwnerAndItsDataStays(@TempDir Path folder) throws Exception {
    killOwner(List.of(folder.toString()));
    assertThat(folder.resolve("data/PG_VERSION")).exists();
    try (var again =
        EmbeddedPostgres.start(new EmbeddedPostgres.Options(folder, false, 0, "kept", Map.of()))) {
      assertThat(again.port()).isPositive();
    }
  }

  /** Kills the owner of a server, waits for the server's end and says where its folder is. */
  private static Path killOwner(List<String> arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName()));
    command.addAll(arguments);
    var owner = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines =
        new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
      var said = lines.readLine().split(" ", 2);
      var postmaster = ProcessHandle.of(Long.parseLong(said[0])).orElseThrow();
      assertThat(postmaster.isAlive()).isTrue();
      owner.destroyForcibly().waitFor();
      postmaster.onExit().get(30, TimeUnit.SECONDS);
      return Path.of(said[1]);
    } finally {
      owner.destroyForcibly();
    }
  }
}
