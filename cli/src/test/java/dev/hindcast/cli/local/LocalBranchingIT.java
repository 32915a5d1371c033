package dev.hindcast.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.reflink.files.SharingProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBranchingIT {
  @TempDir private Path folder;

  private LocalOptions options(boolean temporary, LocalOptions.Branching branching) {
    return new LocalOptions(folder, temporary, LocalOptions.Ports.FREE, 0, 1, branching);
  }

  @Test
  void reflinkIsChosenWhereBlocksAreSeenToBeSharedAndNowhereElse() throws Exception {
    var shares = SharingProbe.proves(folder);
    var chosen = LocalBranching.choose(options(false, LocalOptions.Branching.AUTO));
    assertThat(chosen.provider()).isEqualTo(shares ? "reflink" : "overlay");
    assertThat(chosen.description()).contains(shares ? "blocks are shared" : "not shared");
    if (!shares) {
      assertThatThrownBy(
              () -> LocalBranching.choose(options(false, LocalOptions.Branching.REFLINK)))
          .isInstanceOf(LocalClusterException.class)
          .hasMessageContaining(folder.toString());
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatIsAskedForIsChosen() throws Exception {
    assertThat(LocalBranching.choose(options(false, LocalOptions.Branching.OVERLAY)).provider())
        .isEqualTo("overlay");
    var throwAway = LocalOptions.throwAway();
    assertThat(throwAway.branching()).isEqualTo(LocalOptions.Branching.OVERLAY);
    Folders.delete(throwAway.data());
  }

  @Test
  void aFolderInMemorySharesNothing() {
    var memory = Path.of("/dev/shm");
    if (Files.isWritable(memory)) {
      assertThat(SharingProbe.proves(memory)).isFalse();
    }
  }
}
