package dev.hindcast.branch.reflink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.FastFolder;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is killed at a step of a fork leaves what is found, removed or finished. */
class KilledForkerIT {
  private static final UUID INSTALLATION = UUID.randomUUID();
  private static final String AFTERWARDS = "afterwards";

  private Path folder;
  private TestCluster cluster;
  private StoreUnderTest store;

  /** The process that dies: by {@code SIGKILL}, when it is about to clone a certain file. */
  static final class Forker {
    private Forker() {}

    public static void main(String[] arguments) throws IOException {
      var settings = new DatabaseSettings(arguments[0], arguments[1], arguments[2], 4);
      var uid = arguments[3];
      var file = Path.of(arguments[4]);
      FileCloner dying =
          (source, target) -> {
            if (target.endsWith(file) || target.getParent().endsWith(file)) {
              Runtime.getRuntime().halt(137);
            }
            new PlainCopy().clone(source, target);
          };
      var stores = TestCluster.stores(settings, TestCluster.options());
      try (var databases = new StoreDatabases(stores)) {
        var outcome =
            TestCluster.provider(stores, databases, dying)
                .fork(request(UUID.fromString(arguments[5]), uid));
        if (outcome instanceof ForkOutcome.Forked && arguments[4].equals(AFTERWARDS)) {
          Runtime.getRuntime().halt(137);
        }
      }
    }
  }

  private static ForkRequest request(UUID installation, String uid) {
    return new ForkRequest(
        new ForkName(TestCluster.ID, uid),
        new Installation(installation),
        new Cut.Now(),
        Instant.now());
  }

  @BeforeEach
  void start() throws Exception {
    folder = FastFolder.create();
    cluster = TestCluster.start(folder.resolve("pg"));
    store = cluster.store();
    store.record(10);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
    dev.hindcast.branch.reflink.files.TreeRemoval.remove(folder);
  }

  private void die(String uid, String file) throws Exception {
    var admin = store.admin();
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Forker.class.getName(),
                admin.url(),
                admin.user(),
                admin.password(),
                uid,
                file,
                INSTALLATION.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(137);
  }

  /**
   * In the middle of the tables; at the control file, which is copied last; at the first segment of
   * the log, after the backup; at the pristine copy, after recovery.
   */
  @ParameterizedTest
  @ValueSource(strings = {"base/1/1259", "global/pg_control", "pg_wal", "pristine/data/PG_VERSION"})
  void isFinishedOrRemoved(String file) throws Exception {
    var stores = TestCluster.stores(store.admin(), TestCluster.options());
    try (var databases = new StoreDatabases(stores)) {
      var provider = TestCluster.provider(stores, databases, new PlainCopy());
      var installation = new Installation(INSTALLATION);
      for (var uid : List.of("removed", "finished")) {
        die(uid, file);
        var name = new ForkName(TestCluster.ID, uid);
        assertThat(provider.list(installation, TestCluster.ID)).containsExactly(name);
        assertThat(cluster.remains(store, name)).isNotEmpty();
        if (uid.equals("finished")) {
          var fork = ((ForkOutcome.Forked) provider.fork(request(INSTALLATION, uid))).fork();
          assertThat(store.contents(provider.connect(fork))).isEqualTo(store.contents());
        }
        assertThat(provider.delete(name)).isInstanceOf(Release.Released.class);
        assertThat(cluster.remains(store, name)).isEmpty();
        assertThat(provider.list(installation, TestCluster.ID)).isEmpty();
        try (var connection = store.open()) {
          assertThat(
                  StoreUnderTest.texts(
                      connection,
                      "SELECT slot_name FROM pg_replication_slots UNION ALL SELECT query FROM pg_stat_activity WHERE query LIKE '%backup_st%' AND pid <> pg_backend_pid()"))
              .isEmpty();
        }
      }
    }
  }

  @Test
  void aServerOutlivesTheServiceThatStartedIt() throws Exception {
    die("kept", AFTERWARDS);
    var stores = TestCluster.stores(store.admin(), TestCluster.options());
    try (var databases = new StoreDatabases(stores)) {
      var name = new ForkName(TestCluster.ID, "kept");
      assertThat(cluster.remains(store, name)).anyMatch(left -> left.startsWith("process"));
      var provider = TestCluster.provider(stores, databases, new PlainCopy());
      var fork = ((ForkOutcome.Forked) provider.fork(request(INSTALLATION, "kept"))).fork();
      assertThat(store.contents(provider.connect(fork))).isEqualTo(store.contents());
      assertThat(provider.delete(name)).isInstanceOf(Release.Released.class);
      assertThat(cluster.remains(store, name)).isEmpty();
    }
  }
}
