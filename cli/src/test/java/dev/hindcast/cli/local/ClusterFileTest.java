package dev.hindcast.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.cli.CommandRun;
import dev.hindcast.cli.ExitCode;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {
  @TempDir private Path folder;

  @Test
  void aFileThatAKilledClusterLeftIsNoClusterWhoeverHasItsPortNow() throws Exception {
    try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      file("127.0.0.1:" + stranger.getLocalPort()).write(folder);
      assertThat(ClusterFile.running(folder)).isEmpty();
      assertThat(ClusterFile.isLeftBehind(folder)).isTrue();

      var run = CommandRun.of("diff", "--data", folder.toString());
      assertThat(run.exit()).isEqualTo(ExitCode.ERROR);
      assertThat(run.err())
          .contains("no cluster runs on " + folder, "killed or crashed")
          .contains("fix: start it with `hindcast up --data " + folder + "`", "--server HOST:PORT");
    }
  }

  @Test
  void aFolderThatWasNamedIsNeverReplacedByTheStandardPorts() {
    var run = CommandRun.of("diff", "--data", folder.toString());
    assertThat(run.exit()).isEqualTo(ExitCode.ERROR);
    assertThat(run.err()).contains("no cluster runs on " + folder).doesNotContain("killed");
  }

  @Test
  void theHolderOfTheFoldersLockIsTheCluster() throws Exception {
    var file = file("127.0.0.1:1");
    try (var lock = FolderLock.take(folder)) {
      file.write(folder);
      assertThat(ClusterFile.running(folder)).contains(file);
      // Looking must not free what this process holds.
      assertThat(ClusterFile.running(folder)).as("lock %s", lock).contains(file);
    }
    assertThat(ClusterFile.running(folder)).isEmpty();
  }

  private static ClusterFile file(String gateway) {
    return new ClusterFile(
        gateway,
        "127.0.0.1:2",
        "127.0.0.1:3",
        new DatabaseSettings("jdbc:postgresql://127.0.0.1:4/traces", "u", "p", 4));
  }
}
