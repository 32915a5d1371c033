package dev.hindcast.branch.provider;

import static dev.hindcast.branch.provider.StoreUnderTest.contents;
import static dev.hindcast.branch.provider.StoreUnderTest.record;
import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The specification of {@link BranchProvider}, tested. A provider passes it or is none. */
public abstract class BranchProviderSuite {
  private static final String INSERT =
      "INSERT INTO action (workflow_id, step, occurred_at) VALUES ('%s', %d, now())";

  protected final Installation installation = new Installation(UUID.randomUUID());

  /** The store of this test, with nothing recorded in it. */
  protected abstract StoreUnderTest store();

  /** A provider that forks that store, with nothing remembered. */
  protected abstract BranchProvider provider();

  /** Whether the first fork of a store with rows in it proves that it cost no copy. */
  protected boolean provesCopyOnWrite() {
    return true;
  }

  /** What to ask the engine later: a description of each thing that is left of a fork. */
  protected abstract Supplier<List<String>> remains(Fork fork);

  @Test
  void whatIsOpenAtTheCutStaysOutForEver() throws Exception {
    store().record(10);
    try (var plain = store().open();
        var nested = store().open();
        var reader = store().open()) {
      plain.setAutoCommit(false);
      record(plain, "open", 0, 3);
      nested.setAutoCommit(false);
      record(nested, "nested", 0, 1);
      var savepoint = nested.setSavepoint();
      record(nested, "nested", 1, 2);
      nested.releaseSavepoint(savepoint);
      store().record(5); // ends before the cut with a higher transaction id than the open ones
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var export = contents(reader, "hindcast.");
      var fork = fork("a1");
      assertThat(contentsOf(fork)).hasSize(15).isEqualTo(export);
      var late = nested.setSavepoint();
      record(nested, "nested", 3, 2);
      nested.releaseSavepoint(late);
      plain.commit();
      nested.commit();
      store().record(4);
      assertThat(store().contents()).hasSize(15 + 3 + 5 + 4);
      assertThat(contentsOf(fork)).isEqualTo(export);
      assertThat(provider().usage(fork).orElseThrow().arrivedActions()).hasValue(3 + 5 + 4);
    }
  }

  @Test
  void theCutIsConsistentWhileEightWritersRun() throws Exception {
    var seed = new java.util.SplittableRandom().nextLong();
    try (var writers = new ConcurrentWriters(store(), 8, seed)) {
      writers.awaitHolders();
      writers.awaitTransactions(200);
      var before = System.nanoTime();
      var fork = fork("a1");
      var after = System.nanoTime();
      writers.cut();
      var early = contentsOf(fork);
      writers.awaitTransactions(200);
      writers.stop();
      assertThat(contentsOf(fork)).as("seed %d", seed).isEqualTo(early);
      try (var connection = store().open(provider().connect(fork))) {
        writers.check(
            texts(connection, "SELECT workflow_id || '/' || step FROM action"), before, after);
      }
      var outside = store().contents().size() - early.size();
      assertThat(provider().usage(fork).orElseThrow().arrivedActions())
          .as("seed %d", seed)
          .isEqualTo(OptionalLong.of(outside));
    }
  }

  @Test
  void twoForksAtOneCutAreEqualAndSiblingsAreIsolated() throws Exception {
    store().record(20);
    appendOutcomeAndActivation();
    var one = fork("a1");
    var two = fork("a2");
    var parent = store().contents();
    assertThat(parent).hasSize(22);
    assertThat(contentsOf(one)).isEqualTo(parent);
    assertThat(contentsOf(two)).isEqualTo(parent);
    try (var connection = store().open(provider().connect(one))) {
      run(connection, INSERT.formatted("mine", 0));
      run(
          connection,
          "INSERT INTO workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('mine', 'success', now())");
    }
    assertThat(contentsOf(one)).hasSize(24).containsAll(parent);
    assertThat(contentsOf(two)).isEqualTo(parent);
    assertThat(store().contents()).isEqualTo(parent);
  }

  @Test
  void insertsInAForkGetTheDefaultsAndKeepTheKeys() throws Exception {
    store().record(3);
    var fork = fork("a1");
    store().record(2); // later ids of the store are free in the fork
    try (var connection = store().open(provider().connect(fork))) {
      assertThat(
              texts(
                  connection,
                  INSERT.formatted("mine", 0)
                      + " RETURNING operation || context::text || (recorded_xid = pg_current_xact_id())"))
          .containsExactly("execute_tool{}true");
      if (!isServerOfItsOwn()) { // a server that recovered skips what its sequences had cached
        assertThat(texts(connection, "SELECT max(action_id) - count(*) FROM action"))
            .containsExactly("0");
      }
      var existing = texts(connection, "SELECT workflow_id FROM action WHERE action_id = 1");
      assertRefused(connection, INSERT.formatted(existing.getFirst(), 1), "23505");
      assertRefused(connection, INSERT.formatted("mine", 0), "23505");
      assertRefused(
          connection,
          "INSERT INTO action (action_id, workflow_id, step, occurred_at) VALUES (2, 'x', 0, now())",
          "23505");
      assertRefused(
          connection,
          "INSERT INTO workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('x', 'nonsense', now())",
          "23514");
    }
  }

  @Test
  void theLoginWritesNowhereElse() throws Exception {
    store().record(3);
    var fork = fork("a1");
    var sibling = provider().connect(fork("a2")).schema();
    var parent = store().contents();
    try (var connection = store().open(provider().connect(fork))) {
      for (var table : List.of("action", "workflow_outcome", "policy_activation")) {
        for (var place : List.of("", "hindcast.")) {
          assertDenied(connection, "UPDATE " + place + table + " SET recorded_xid = '3'");
          assertDenied(connection, "DELETE FROM " + place + table);
        }
        assertDenied(connection, "TRUNCATE hindcast." + table);
      }
      if (!isServerOfItsOwn()) {
        assertDenied(connection, INSERT.formatted("x", 0).replace("action", sibling + ".action"));
        assertDenied(connection, "SELECT FROM " + sibling + ".action");
        assertDenied(connection, "CREATE TABLE t ()");
        assertDenied(connection, "CREATE TABLE public.t ()");
        assertDenied(connection, INSERT.formatted("x", 0).replace("action", "hindcast.action"));
      }
      assertDenied(connection, "DELETE FROM loaded_bundle");
      assertDenied(connection, "CREATE TABLE hindcast.t ()");
      assertDenied(connection, "CREATE SCHEMA s");
      assertDenied(connection, "CREATE ROLE r");
    }
    assertThat(store().contents()).isEqualTo(parent);
  }

  @Test
  void deletionLeavesNothingAndMayBeRepeated() throws Exception {
    store().record(3);
    var fork = fork("a1");
    var other = fork("a2");
    var parent = store().contents();
    var login = provider().connect(fork);
    var remains = remains(fork);
    assertThat(remains.get()).isNotEmpty();
    try (var session = store().open(login)) {
      run(session, INSERT.formatted("mine", 0));
      run(session, "CREATE TEMPORARY TABLE mine (a int)");
      run(session, "SELECT lo_create(0)");
      assertReleased(fork.name());
      assertThat(session.isValid(5)).isFalse();
    }
    assertThat(remains.get()).isEmpty();
    assertThat(provider().list(installation, store().id())).containsExactly(other.name());
    assertThatThrownBy(() -> store().open(login)).isInstanceOf(SQLException.class);
    assertReleased(fork.name());
    assertReleased(new ForkName(store().id(), "neverthere"));
    assertThat(provider().usage(fork)).isEmpty();
    assertThat(provider().load(fork, bundle("digest"))).isFalse();
    assertThat(contentsOf(other)).isEqualTo(parent);
    assertThat(store().contents()).isEqualTo(parent);
  }

  @Test
  void forkingAgainAnswersWithTheSameCut() throws Exception {
    store().record(3);
    var first = fork("a1");
    store().record(3);
    assertThat(fork("a1")).isEqualTo(first);
    assertThat(contentsOf(first)).hasSize(3);
  }

  @Test
  void concurrentCallsForOneForkMakeOne() throws Exception {
    store().record(3);
    var forks = together(6, () -> fork("a1"));
    assertThat(forks).hasSize(6).containsOnly(forks.getFirst());
    assertThat(provider().list(installation, store().id())).hasSize(1);
    var releases = together(6, () -> provider().delete(forks.getFirst().name()));
    assertThat(releases).hasOnlyElementsOfType(Release.Released.class);
    assertThat(provider().list(installation, store().id())).isEmpty();
  }

  @Test
  void divergenceIsNothingAtFirstAndGrowsWithWrites() throws Exception {
    store().record(1000);
    var fork = fork("a1");
    var divergence = provider().usage(fork).orElseThrow().divergenceBytes();
    switch (provider().capabilities(store().id()).divergenceBytes()) {
      case EXACT -> assertThat(divergence).hasValue(0);
      case APPROXIMATE -> assertThat(divergence.orElseThrow()).isLessThan(50L << 20);
      case NONE -> assertThat(divergence).isEmpty();
    }
    var before = divergence.orElse(0);
    assertThat(provider().usage(fork).orElseThrow().arrivedActions()).hasValue(0);
    write(fork, 1000);
    if (divergence.isPresent()) {
      assertThat(provider().usage(fork).orElseThrow().divergenceBytes().orElseThrow())
          .isGreaterThan(before + 100_000);
    }
  }

  @Test
  void aResetTakesBackWhatWasWritten() throws Exception {
    store().record(3);
    var first = fork("a1");
    var other = fork("a2");
    var cut = contentsOf(first);
    write(first, 1000);
    write(other, 1);
    assertThat(provider().load(first, bundle("digest"))).isTrue();
    store().record(2);
    try (var session = store().open(provider().connect(first))) {
      var fork = provider().reset(first).orElseThrow();
      assertThat(session.isValid(5)).isFalse();
      assertThat(fork.point()).isEqualTo(first.point());
      assertThat(contentsOf(fork)).isEqualTo(cut);
      try (var connection = store().open(provider().connect(fork))) {
        assertThat(texts(connection, "SELECT role FROM loaded_bundle")).isEmpty();
        assertThat(texts(connection, INSERT.formatted("mine", 0) + " RETURNING action_id"))
            .allMatch(id -> isServerOfItsOwn() || "4".equals(id));
      }
      assertThat(contentsOf(provider().reset(fork).orElseThrow())).isEqualTo(cut);
    }
    assertThat(contentsOf(other)).hasSize(4);
    assertThat(store().contents()).hasSize(5);
    var never = new ForkName(store().id(), "neverthere");
    assertThat(provider().reset(new Fork(never, first.point(), first.handle()))).isEmpty();
  }

  @Test
  void onlyAForkThatIsThereIsExtended() throws Exception {
    var fork = fork("a1");
    assertThat(provider().extend(fork, Instant.now().plus(Duration.ofHours(5)))).isTrue();
    assertReleased(fork.name());
    assertThat(provider().extend(fork, Instant.now().plus(Duration.ofHours(5)))).isFalse();
    assertThat(provider().reset(fork)).isEmpty();
  }

  @Test
  void candidatesStandBesideEachOtherAndABaselineIsReplaced() throws Exception {
    var fork = fork("a1");
    for (var digest : List.of("first", "second", "first")) {
      assertThat(provider().load(fork, bundle(digest))).isTrue();
    }
    assertThat(provider().load(fork, bundle(BundleRole.BASELINE, "old"))).isTrue();
    assertThat(provider().load(fork, bundle(BundleRole.BASELINE, "new"))).isTrue();
    try (var connection = store().open(provider().connect(fork))) {
      assertThat(
              texts(
                  connection,
                  "SELECT concat_ws(' ', role, bundle, version, digest, convert_from(content, 'UTF8')) FROM loaded_bundle"
                      + " ORDER BY role DESC, loaded_at DESC"))
          .containsExactly(
              "candidate guard bundles/guard/versions/7 first content",
              "candidate guard bundles/guard/versions/7 second content",
              "baseline guard bundles/guard/versions/7 new content");
    }
  }

  @Test
  void theOldestCandidatesMakeRoom() throws Exception {
    var fork = fork("a1");
    var most = BundleRole.CANDIDATE.most();
    for (int i = 0; i <= most; i++) {
      assertThat(provider().load(fork, bundle("c" + i))).isTrue();
    }
    try (var connection = store().open(provider().connect(fork))) {
      assertThat(texts(connection, "SELECT digest FROM loaded_bundle"))
          .hasSize(most)
          .contains("c" + most)
          .doesNotContain("c0");
    }
  }

  @Test
  void anotherInstallationsForksAreNotListed() throws Exception {
    var fork = fork("a1");
    assertThat(provider().list(installation, store().id())).containsExactly(fork.name());
    assertThat(provider().list(new Installation(UUID.randomUUID()), store().id())).isEmpty();
  }

  @Test
  void copyOnWriteIsClaimedOnlyOnceItWasMeasured() throws Exception {
    var provider = provider();
    assertThat(provider.capabilities(store().id()).copyOnWrite()).isEqualTo(Proof.UNPROVEN);
    store().record(20_000);
    var fork = provider.fork(request("a1"));
    assertThat(fork).isInstanceOf(ForkOutcome.Forked.class);
    assertThat(provider.capabilities(store().id()).copyOnWrite())
        .isEqualTo(provesCopyOnWrite() ? Proof.PROVEN : Proof.UNPROVEN);
  }

  protected final boolean isServerOfItsOwn() {
    return provider().capabilities(store().id()).ownCompute();
  }

  private void appendOutcomeAndActivation() throws SQLException {
    try (var connection = store().open()) {
      run(
          connection,
          "INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('w', 'failure', now())");
      run(
          connection,
          """
          INSERT INTO hindcast.policy_activation (move_id, bundle, version, digest, content, activated_at)
          VALUES (gen_random_uuid(), 'guard', 'bundles/guard/versions/1', 'd', 'x', now())""");
    }
  }

  protected final ForkRequest request(String uid) {
    return new ForkRequest(
        new ForkName(store().id(), unique(uid)),
        installation,
        new Cut.Now(),
        Instant.now().plus(Duration.ofHours(1)));
  }

  /** Logins are the cluster's, and all tests share one. */
  private String unique(String uid) {
    return uid + "x" + installation.id().toString().substring(0, 8);
  }

  protected final Fork fork(String uid) {
    return switch (provider().fork(request(uid))) {
      case ForkOutcome.Forked(var fork) -> fork;
      case ForkOutcome.Refused(var reason) -> throw new AssertionError(reason);
    };
  }

  protected final void write(Fork fork, int actions) throws SQLException {
    try (var connection = store().open(provider().connect(fork))) {
      run(
          connection,
          "INSERT INTO action (workflow_id, step, occurred_at) SELECT 'mine', i, now() FROM generate_series(1, "
              + actions
              + ") i");
    }
  }

  private void assertReleased(ForkName fork) {
    assertThat(provider().delete(fork))
        .isInstanceOfSatisfying(
            Release.Released.class, released -> assertThat(released.proof()).isNotBlank());
  }

  protected final List<String> contentsOf(Fork fork) throws SQLException {
    return store().contents(provider().connect(fork));
  }

  private static BundleFile bundle(String digest) {
    return bundle(BundleRole.CANDIDATE, digest);
  }

  private static BundleFile bundle(BundleRole role, String digest) {
    return new BundleFile(
        role,
        "guard",
        "bundles/guard/versions/7",
        digest,
        "content".getBytes(StandardCharsets.UTF_8),
        Instant.now());
  }

  protected static void assertDenied(Connection connection, String sql) {
    assertRefused(connection, sql, "42501");
  }

  protected static void assertRefused(Connection connection, String sql, String state) {
    assertThatThrownBy(() -> run(connection, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(sql + ": " + e.getMessage()).isEqualTo(state));
  }

  private static <T> List<T> together(int calls, Callable<T> call) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, calls)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              return call.call();
                            } catch (Exception e) {
                              throw new IllegalStateException(e);
                            }
                          },
                          threads))
              .toList();
      return running.stream().map(CompletableFuture::join).toList();
    }
  }
}
