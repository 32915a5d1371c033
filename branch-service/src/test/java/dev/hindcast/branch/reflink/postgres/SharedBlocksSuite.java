package dev.hindcast.branch.reflink.postgres;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.Proof;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.reflink.files.FileCloner;
import dev.hindcast.branch.reflink.files.Reflink;
import dev.hindcast.platform.files.TreeRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What takes a file system that shares blocks. */
abstract class SharedBlocksSuite extends ReflinkSuite {

  /**
   * The worst that can happen to a copy that is not atomic: everything is on disk anew between the
   * tables and the control file. Without its backup label such a copy starts and is corrupt.
   */
  @Test
  void aForkOfABusyClusterIsWhole() throws Exception {
    var seed = new java.util.SplittableRandom().nextLong();
    var place = Files.createDirectory(cluster().data().resolveSibling("space"));
    assertThat(LoopImage.run("chown", "--reference=" + cluster().data(), place.toString()))
        .isTrue();
    execute("CREATE TABLESPACE space LOCATION '" + place + "'");
    try (var transfers = new Transfers(store(), "space", 4, seed)) {
      transfers.await(500);
      var reached = new AtomicBoolean();
      FileCloner torn =
          (source, target) -> {
            if (source.getParent().getFileName().toString().equals("global")
                && source.startsWith(cluster().data())
                && reached.compareAndSet(false, true)) {
              execute("CHECKPOINT");
              transfers.await(500);
              execute("CHECKPOINT");
            }
            new Reflink().clone(source, target);
          };
      var stores = TestCluster.stores(store().admin(), options());
      var provider = TestCluster.provider(stores, databases(), torn);
      var outcome = provider.fork(request("busy"));
      transfers.stop();
      assertThat(reached).isTrue();
      assertThat(outcome).isInstanceOf(ForkOutcome.Forked.class);
      var fork = ((ForkOutcome.Forked) outcome).fork();
      assertThat(provider.capabilities("ops").copyOnWrite()).isEqualTo(Proof.PROVEN);
      var engine =
          new ForkDatabase(TestCluster.KEY)
              .engine(
                  fork.name().uid(),
                  provider.connect(fork).port(),
                  provider.connect(fork).database());
      try (var connection =
          DriverManager.getConnection(engine.url(), engine.user(), engine.password())) {
        assertThat(texts(connection, "SELECT sum(balance) || ' ' || count(*) FROM public.account"))
            .as("seed %d", seed)
            .containsExactly(Transfers.ACCOUNTS * 100L + " " + Transfers.ACCOUNTS);
        var indexes =
            texts(
                connection,
                """
                SELECT bt_index_check(i.indexrelid, true)::text FROM pg_index i
                JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                WHERE a.amname = 'btree' AND c.relpersistence = 'p' AND i.indisvalid""");
        assertThat(indexes).hasSizeGreaterThan(100);
        assertThat(
                texts(
                    connection,
                    "SELECT v.msg FROM verify_heapam('public.account', check_toast => true) v"))
            .isEmpty();
        assertThat(
                texts(
                    connection,
                    "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'space'"))
            .containsExactly(
                cluster()
                    .forks()
                    .folder(fork.name().uid())
                    .tablespaces()
                    .resolve(oid())
                    .toString());
        run(connection, "UPDATE public.account SET balance = 0");
      }
      try (var connection = store().open()) {
        assertThat(texts(connection, "SELECT sum(balance) FROM public.account"))
            .containsExactly(Long.toString(Transfers.ACCOUNTS * 100L));
      }
      var reset = provider.reset(fork).orElseThrow();
      try (var connection =
          DriverManager.getConnection(engine.url(), engine.user(), engine.password())) {
        assertThat(texts(connection, "SELECT sum(balance) FROM public.account"))
            .containsExactly(Long.toString(Transfers.ACCOUNTS * 100L));
      }
      assertThat(provider.delete(reset.name())).isInstanceOf(Release.Released.class);
    } finally {
      execute("DROP TABLE public.account");
      execute("DROP TABLESPACE space");
      Files.delete(place);
    }
  }

  private String oid() throws SQLException {
    try (var connection = store().open()) {
      return texts(connection, "SELECT oid FROM pg_tablespace WHERE spcname = 'space'").getFirst();
    }
  }

  @Test
  void aForkHoldsAlmostNothingOfItsOwnWhateverTheSize() throws Exception {
    store().record(100_000);
    execute("CHECKPOINT");
    var before = free();
    var fork = fork("a1");
    var usage = provider().usage(fork).orElseThrow();
    assertThat(usage.divergenceBytes()).hasValue(0);
    assertThat(usage.logicalBytes().orElseThrow()).isGreaterThan(20L << 20);
    // Its log has segments of 16 MiB; the rest is what its own catalog entries and metadata take.
    assertThat(before - free()).isLessThan(80L << 20);
  }

  private long free() throws IOException {
    assertThat(LoopImage.run("sync", "-f", cluster().data().toString())).isTrue();
    return Files.getFileStore(cluster().data()).getUsableSpace();
  }

  @Test
  void aSnapshotCommandTakesThePlaceOfTheClones() throws Exception {
    var script = Files.createTempFile("snapshot-", ".sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        script,
        """
        #!/bin/sh
        set -e
        echo "$@" >>"$0.log"
        case "$1" in
          snapshot) cp -a --reflink=always "$2" "$3" 2>/dev/null || [ -d "$3" ] ;;
          release) rm -rf "$2" ;;
        esac
        """);
    var log = Path.of(script + ".log");
    var options = options();
    options.putAll(
        Map.of("snapshot-command", script + " snapshot", "release-command", script + " release"));
    try {
      store().record(20);
      var stores = TestCluster.stores(store().admin(), options);
      var provider = TestCluster.provider(stores, databases(), cloner());
      var fork = ((ForkOutcome.Forked) provider.fork(request("snap"))).fork();
      var parent = store().contents();
      store().record(1);
      assertThat(store().contents(provider.connect(fork))).isEqualTo(parent);
      try (var connection = store().open(provider.connect(fork))) {
        run(
            connection,
            "INSERT INTO action (workflow_id, step, occurred_at) VALUES ('mine', 0, now())");
      }
      assertThat(provider.reset(fork)).isPresent();
      assertThat(store().contents(provider.connect(fork))).isEqualTo(parent);
      assertThat(provider.delete(fork.name())).isInstanceOf(Release.Released.class);
      assertThat(cluster().remains(store(), fork.name())).isEmpty();
      assertThat(Files.readAllLines(log)).anyMatch(line -> line.startsWith("release"));
    } finally {
      Files.delete(script);
      Files.deleteIfExists(log);
    }
  }

  @Test
  void aForkDirectoryElsewhereIsRefused() throws Exception {
    var elsewhere = Files.createTempDirectory("hindcast-elsewhere-");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx--x--x"));
    var options = options();
    options.put("fork-directory", elsewhere.toString());
    var provider =
        TestCluster.provider(
            TestCluster.stores(store().admin(), options), databases(), new Reflink());
    assertThat(provider.fork(request("a1")))
        .isInstanceOfSatisfying(
            ForkOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("is on another file system"));
    assertThat(provider.list(installation, "ops")).isEmpty();
    TreeRemoval.remove(elsewhere);
  }

  private void execute(String sql) {
    try (var connection = store().open()) {
      run(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
