package dev.hindcast.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stays when the process that owns a server is killed. */
class KilledOwnerIT {

  /** The process that is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      var options = EmbeddedPostgres.Options.throwAway();
      try (var _ = EmbeddedPostgres.start(options)) {
        var data = new DataDirectory(options.folder().resolve("data"));
        System.out.println(data.postmaster().orElseThrow().pid() + " " + options.folder());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  @Test
  void aTemporaryServerEndsWithItsOwnerAndItsFolderGoes() throws Exception {
    var owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var lines =
        new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
      var said = lines.readLine().split(" ", 2);
      var postmaster = ProcessHandle.of(Long.parseLong(said[0])).orElseThrow();
      assertThat(postmaster.isAlive()).isTrue();
      owner.destroyForcibly().waitFor();
      postmaster.onExit().get(30, TimeUnit.SECONDS);
      var folder = Path.of(said[1]);
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (Files.exists(folder) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(folder).doesNotExist();
    } finally {
      owner.destroyForcibly();
    }
  }
}
