package dev.hindcast.branch.reflink.postgres;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On BtrFS. */
class BtrfsReflinkIT extends SharedBlocksSuite {
  private static LoopImage image;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    image = LoopImage.mount("btrfs");
    cluster = TestCluster.start(image.path().resolve("pg"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (image != null) {
      try (var mounted = image) {
        cluster.close();
      }
    }
  }

  @Override
  TestCluster cluster() {
    return cluster;
  }
}
