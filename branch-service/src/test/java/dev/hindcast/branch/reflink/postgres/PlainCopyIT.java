package dev.hindcast.branch.reflink.postgres;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.FastFolder;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.Reflink;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that needs no shared blocks, on whatever file system temporary files are. */
class PlainCopyIT extends ReflinkSuite {
  private static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    folder = FastFolder.create();
    cluster = TestCluster.start(folder.resolve("pg"));
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
    dev.hindcast.branch.reflink.files.TreeRemoval.remove(folder);
  }

  @Override
  TestCluster cluster() {
    return cluster;
  }

  @Override
  FileCloner cloner() {
    return new PlainCopy();
  }

  @Override
  protected boolean provesCopyOnWrite() {
    return false;
  }

  @Test
  void aServerThatWasKilledIsStartedAgainWithWhatWasWritten() throws Exception {
    store().record(3);
    var fork = fork("a1");
    write(fork, 5);
    var contents = contentsOf(fork);
    for (int i = 0; i < 2; i++) {
      var first = postmaster(fork);
      assertThat(first.destroyForcibly()).isTrue();
      first.onExit().get(30, TimeUnit.SECONDS);
      if (i == 0) {
        assertThat(contentsOf(fork)).isEqualTo(contents);
      } else {
        assertThat(provider().list(installation, "ops")).containsExactly(fork.name());
        assertThat(postmaster(fork).isAlive()).isTrue();
        assertThat(provider().usage(fork)).isPresent();
      }
      assertThat(postmaster(fork).pid()).isNotEqualTo(first.pid());
    }
  }

  @Test
  void aPortThatSomebodyTookIsGivenUp() throws Exception {
    store().record(3);
    var fork = fork("a1");
    var contents = contentsOf(fork);
    var port = provider().connect(fork).port();
    var server = postmaster(fork);
    assertThat(server.destroyForcibly()).isTrue();
    server.onExit().get(30, TimeUnit.SECONDS);
    try (var taken = new ServerSocket()) {
      taken.setReuseAddress(true);
      taken.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(provider().connect(fork).port()).isNotEqualTo(port);
      assertThat(contentsOf(fork)).isEqualTo(contents);
      assertThat(contentsOf(provider().reset(fork).orElseThrow())).isEqualTo(contents);
    }
  }

  @Test
  void aResetThatStoppedHalfwayIsFinished() throws Exception {
    store().record(3);
    var fork = fork("a1");
    var cut = contentsOf(fork);
    write(fork, 5);
    var folder = cluster().forks().folder(fork.name().uid());
    Files.createFile(folder.resetting());
    var server = postmaster(fork);
    assertThat(server.destroyForcibly()).isTrue();
    server.onExit().get(30, TimeUnit.SECONDS);
    dev.hindcast.branch.reflink.files.TreeRemoval.remove(folder.data().resolve("base"));
    assertThat(contentsOf(fork)).isEqualTo(cut);
  }

  @Test
  void aTransactionPreparedAtTheCutHoldsNothingInTheFork() throws Exception {
    try (var connection = store().open()) {
      connection.setAutoCommit(false);
      run(connection, "LOCK hindcast.action IN SHARE MODE");
      run(connection, "PREPARE TRANSACTION 'two''phases'");
      connection.setAutoCommit(true);
      try {
        var fork = fork("a1");
        try (var branch = store().open(provider().connect(fork))) {
          assertThat(texts(branch, "SELECT gid FROM pg_prepared_xacts")).isEmpty();
        }
        assertThat(texts(connection, "SELECT gid FROM pg_prepared_xacts")).hasSize(1);
      } finally {
        run(connection, "ROLLBACK PREPARED 'two''phases'");
      }
    }
  }

  @Test
  void aServersSettingsAreItsOwn() throws Exception {
    var fork = fork("a1");
    try (var branch = store().open(provider().connect(fork))) {
      assertThat(
              texts(
                  branch,
                  """
                  SELECT name || ' ' || setting FROM pg_settings WHERE name IN ('archive_mode', 'fsync', 'listen_addresses', 'max_wal_senders',
                    'max_logical_replication_workers', 'random_page_cost', 'shared_buffers', 'ssl') ORDER BY 1"""))
          .containsExactly(
              "archive_mode off",
              "fsync off",
              "listen_addresses 127.0.0.1",
              "max_logical_replication_workers 0",
              "max_wal_senders 0",
              "random_page_cost 1.7",
              "shared_buffers 2048",
              "ssl off");
    }
    var environment =
        Files.readString(Path.of("/proc", Long.toString(postmaster(fork).pid()), "environ"));
    assertThat(environment).contains("PATH=").doesNotContain("HOME=").doesNotContain("JAVA");
  }

  @Test
  void aLoginWithTheDocumentedPrivilegesIsEnough() throws Exception {
    store().record(3);
    try (var connection = store().open()) {
      run(
          connection,
          """
          CREATE ROLE forker LOGIN REPLICATION PASSWORD 'plain';
          GRANT pg_read_all_settings TO forker;
          GRANT USAGE ON SCHEMA hindcast TO forker;
          GRANT SELECT ON ALL TABLES IN SCHEMA hindcast TO forker""");
      try {
        var login = new DatabaseSettings(store().admin().url(), "forker", "plain", 4);
        assertThat(refusal(login, options())).contains("EXECUTE on pg_backup_start");
        run(
            connection,
            "GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean) TO forker");
        var stores = TestCluster.stores(login, options());
        try (var databases = new StoreDatabases(stores)) {
          var provider = TestCluster.provider(stores, databases, cloner());
          var fork = ((ForkOutcome.Forked) provider.fork(request("plain"))).fork();
          assertThat(store().contents(provider.connect(fork))).isEqualTo(store().contents());
          assertThat(provider.usage(fork).orElseThrow().arrivedActions()).hasValue(0);
          assertThat(provider.delete(fork.name())).isInstanceOf(Release.Released.class);
        }
      } finally {
        run(connection, "DROP OWNED BY forker; DROP ROLE forker");
      }
    }
  }

  @Test
  void whatCannotBeForkedIsSaidInASentence() throws Exception {
    var other = Files.createDirectories(folder.resolve("other/global"));
    Files.write(other.resolve("pg_control"), new byte[512]);
    assertThat(refusal("data-directory", other.getParent().toString()))
        .contains("is not on this host");
    assertThat(refusal("data-directory", folder.resolve("nothing").toString()))
        .contains("is not on this host");
    assertThat(refusal("ports", "7")).contains("ports must be a range");
    assertThat(refusal("colour", "red")).contains("has no option colour");
    assertThat(refusal("snapshot-command", "zfs")).contains("belong together");
    assertThat(refusal("fork-directory", "relative")).contains("absolute path");
    assertThat(cluster().forks().labels()).isEmpty();
  }

  @Test
  void aFileSystemThatSharesNothingIsRefusedAndNothingStays() throws Exception {
    var source = Files.writeString(folder.resolve("source"), "x".repeat(8192));
    var stores = TestCluster.stores(store().admin(), options());
    var provider = TestCluster.provider(stores, databases(), new Reflink());
    try {
      new Reflink().clone(source, folder.resolve("target"));
      Files.delete(folder.resolve("target"));
    } catch (dev.hindcast.branch.reflink.files.CloneRefusedException expected) {
      var request = request("a1");
      assertThat(provider.fork(request))
          .isInstanceOfSatisfying(
              ForkOutcome.Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .contains("cannot share blocks")
                      .contains(fileSystem()));
      assertThat(cluster().remains(store(), request.name())).isEmpty();
    }
  }

  private static String fileSystem() {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(String option, String value) throws IOException {
    var options = options();
    options.put(option, value);
    return refusal(store().admin(), options);
  }

  private String refusal(DatabaseSettings login, Map<String, String> options) {
    var stores = TestCluster.stores(login, options);
    try (var databases = new StoreDatabases(stores)) {
      var outcome = TestCluster.provider(stores, databases, cloner()).fork(request("refused"));
      return ((ForkOutcome.Refused) outcome).reason();
    }
  }

  private ProcessHandle postmaster(Fork fork) throws IOException {
    var data = cluster().forks().folder(fork.name().uid()).data();
    return ProcessHandle.of(
            Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip()))
        .orElseThrow();
  }
}
