package dev.hindcast.branch.branch;

import static dev.hindcast.branch.branch.ServiceUnderTest.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.branch.ServiceUnderTest.Parts;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A branch from its request to its end, on a real control database and a real store. */
class BranchLifeIT {
  private static final BranchFilter OPS = BranchFilter.live(Optional.of("ops"));
  private static final BranchFilter ALL = BranchFilter.live(Optional.empty());

  private ServiceUnderTest service;
  private Parts parts;

  @BeforeEach
  void open() throws SQLException {
    service = new ServiceUnderTest();
    parts = service.process();
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aRequestIdMakesOneBranchHoweverOftenItComes() throws Exception {
    var id = Optional.of(UUID.randomUUID());
    var wanted = wanted("", "ann", Duration.ofMinutes(10), id);
    var other = service.process();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> (i % 2 == 0 ? parts : other).creation().create(wanted), threads))
              .toList();
      var made = calls.stream().map(CompletableFuture::join).toList();
      assertThat(made).extracting(Branch::uid).containsOnly(made.getFirst().uid());
      assertThat(made).extracting(Branch::state).containsOnly(BranchState.READY);
    }
    assertThat(forks()).hasSize(1);
    var different = wanted("", "ann", Duration.ofMinutes(11), id);
    assertFailure(() -> parts.creation().create(different), Failure.RequestIdReused.class);
  }

  @Test
  void aCallWaitsForTheOneThatIsMakingTheBranch() throws Exception {
    var entered = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var slow =
        service.process(
            records -> records,
            provider ->
                new Intercepted(
                    provider,
                    step -> {
                      if (step.equals("fork")) {
                        entered.countDown();
                        Intercepted.await(goOn);
                      }
                    }));
    var wanted = wanted("same", "", Duration.ofMinutes(10), Optional.of(UUID.randomUUID()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> slow.creation().create(wanted));
      entered.await();
      var waits = new CountDownLatch(1);
      var joining =
          service.process(
              records ->
                  new InterceptedRecords(
                      records,
                      step -> {
                        if (step.equals("inserted")) {
                          waits.countDown();
                        }
                      }),
              provider -> provider);
      var second = threads.submit(() -> joining.creation().create(wanted));
      waits.await();
      assertThat(parts.branches().list(OPS, 0, "").branches())
          .extracting(Branch::state)
          .containsExactly(BranchState.CREATING);
      goOn.countDown();
      assertThat(second.get()).isEqualTo(first.get());
    }
  }

  @Test
  void aNameIsTakenWhileItsBranchLives() {
    var first = parts.creation().create(wanted("mine"));
    assertFailure(
        () -> parts.creation().create(wanted("mine")), Failure.ResourceAlreadyExists.class);
    var gone = parts.branches().delete(first.name(), DeleteCause.PROMOTED, "");
    assertThat(gone.state()).isEqualTo(BranchState.DELETED);
    assertThat(gone.cause()).contains(DeleteCause.PROMOTED);
    assertThat(gone.discard().orElseThrow().time()).isEqualTo(service.clock.instant());
    assertThat(gone.discard().orElseThrow().proof()).contains(first.uid());
    var second = parts.creation().create(wanted("mine"));
    assertThat(second.uid()).isNotEqualTo(first.uid());
    assertThat(parts.branches().get(first.name()).branch()).isEqualTo(second);
    assertThat(parts.branches().list(ALL.withGone(), 0, "").branches())
        .containsExactly(second, gone);
  }

  @Test
  void pagesAreNewestFirstAndCoverEverythingOnce() {
    var made =
        IntStream.range(0, 5).mapToObj(i -> parts.creation().create(wanted("b" + i))).toList();
    var all = parts.branches();
    var first = all.list(OPS, 2, "");
    var second = all.list(OPS, 2, first.nextPageToken());
    var third = all.list(OPS, 2, second.nextPageToken());
    assertThat(first.branches()).containsExactly(made.get(4), made.get(3));
    assertThat(second.branches()).containsExactly(made.get(2), made.get(1));
    assertThat(third.branches()).containsExactly(made.get(0));
    assertThat(third.nextPageToken()).isEmpty();
    assertFailure(
        () -> all.list(OPS.withGone(), 2, first.nextPageToken()), Failure.InvalidPageToken.class);
    assertFailure(
        () -> all.list(BranchFilter.live(Optional.of("other")), 2, ""),
        Failure.ResourceNotFound.class);
  }

  @Test
  void anEtagMustStillHold() {
    var branch = parts.creation().create(wanted("mine"));
    var extended = parts.branches().extend(branch.name(), Duration.ofHours(2), branch.etag());
    assertThat(extended.etag()).isNotEqualTo(branch.etag());
    assertThat(parts.branches().get(branch.name()).branch()).isEqualTo(extended);
    assertFailure(
        () -> parts.branches().extend(branch.name(), Duration.ofHours(2), branch.etag()),
        Failure.StateMoved.class);
    assertFailure(
        () -> parts.branches().delete(branch.name(), DeleteCause.REQUESTED, branch.etag()),
        Failure.StateMoved.class);
    assertThat(
            parts.branches().delete(branch.name(), DeleteCause.REQUESTED, extended.etag()).state())
        .isEqualTo(BranchState.DELETED);
    assertThat(forks()).isEmpty();
  }

  @Test
  void anExpiryMovesWithinLimits() {
    var branch = parts.creation().create(wanted("mine"));
    var now = service.clock.instant();
    var later = now.plus(Duration.ofDays(30));
    assertThat(parts.branches().extend(branch.name(), later, "").expireTime()).isEqualTo(later);
    assertFailure(
        () -> parts.branches().extend(branch.name(), later.plusSeconds(1), ""),
        Failure.LimitExceeded.class);
    assertFailure(
        () -> parts.branches().extend(branch.name(), now, ""), Failure.InvalidRequest.class);
  }

  @Test
  void anExpiredBranchIsUnusableBeforeAndAfterTheSweep() {
    var branch = parts.creation().create(wanted("mine"));
    service.clock.tick(Duration.ofMinutes(10));
    assertUnusable(branch, "EXPIRED");
    assertThat(parts.sweep().run()).isEqualTo(1);
    assertUnusable(branch, "EXPIRED");
    var gone = parts.branches().get(branch.name()).branch();
    assertThat(gone.state()).isEqualTo(BranchState.DELETED);
    assertThat(gone.cause()).contains(DeleteCause.EXPIRED);
    assertThat(gone.discard().orElseThrow().time()).isEqualTo(service.clock.instant());
    assertThat(forks()).isEmpty();
    var other = parts.creation().create(wanted("other"));
    assertThat(parts.branches().delete(other.name(), DeleteCause.REQUESTED, "")).isNotNull();
    assertUnusable(other, "DELETED");
  }

  private void assertUnusable(Branch branch, String state) {
    var name = branch.name();
    var archive = BranchArchives.archive("guard");
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> parts.branches().connect(name),
            () -> parts.branches().extend(name, Duration.ofHours(1), ""),
            () -> parts.branches().load(name, BundleRole.CANDIDATE, archive, ""))) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              FailureException.class,
              e ->
                  assertThat(e.failure())
                      .isEqualTo(new Failure.BranchNotUsable(name.toString(), state)));
    }
  }

  @Test
  void twoSweepersExpireEachBranchOnce() {
    var deletions = new ConcurrentHashMap<ForkName, Integer>();
    var counting =
        List.of(counting(deletions), counting(deletions), counting(deletions), counting(deletions));
    for (int i = 0; i < 5; i++) {
      assertThat(parts.creation().create(wanted("b" + i))).isNotNull();
    }
    var extended = parts.branches().extend(new BranchName("ops", "b4"), Duration.ofHours(1), "");
    service.clock.tick(Duration.ofMinutes(11));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runs =
          counting.stream()
              .map(process -> CompletableFuture.supplyAsync(() -> process.sweep().run(), threads))
              .toList();
      assertThat(runs.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(4);
    }
    assertThat(deletions).hasSize(4).allSatisfy((fork, times) -> assertThat(times).isEqualTo(1));
    assertThat(forks()).containsExactly(extended.forkName());
  }

  private Parts counting(Map<ForkName, Integer> deletions) {
    return service.process(
        records -> records,
        provider ->
            new Intercepted(provider, step -> {}) {
              @Override
              public Release delete(ForkName fork) {
                deletions.merge(fork, 1, Integer::sum);
                return super.delete(fork);
              }
            });
  }

  @Test
  void aClockThatJumpsBackDoesNoHarm() {
    var branch = parts.creation().create(wanted("mine"));
    service.clock.tick(Duration.ofDays(-400));
    assertThat(parts.sweep().run()).isZero();
    assertThat(parts.reconciler().run().orphans()).isZero();
    assertThat(parts.branches().connect(branch.name()).user()).endsWith(branch.uid());
    service.clock.tick(Duration.ofDays(400));
    assertThat(parts.sweep().run()).isZero();
    service.clock.tick(Duration.ofMinutes(10));
    assertThat(parts.sweep().run()).isEqualTo(1);
    service.clock.tick(Duration.ofDays(-400));
    assertThat(parts.sweep().run()).isZero();
    assertThat(parts.branches().get(branch.name()).branch().state()).isEqualTo(BranchState.DELETED);
  }

  @Test
  void aBundleIsOnRecordAndInTheFork() throws Exception {
    var branch = parts.creation().create(wanted("mine"));
    var version = "bundles/guard/versions/7";
    var first =
        parts
            .branches()
            .load(branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("other"), "");
    var both =
        parts
            .branches()
            .load(branch.name(), BundleRole.BASELINE, BranchArchives.archive("guard"), version);
    var loaded =
        parts
            .branches()
            .load(branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("guard"), version);
    assertThat(first.bundles()).hasSize(1);
    assertThat(both.bundles()).hasSize(2);
    assertThat(loaded.bundles())
        .extracting(LoadedBundle::role, LoadedBundle::bundle, LoadedBundle::version)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(BundleRole.CANDIDATE, "guard", version),
            org.assertj.core.groups.Tuple.tuple(BundleRole.BASELINE, "guard", version));
    assertThat(parts.branches().get(branch.name()).branch()).isEqualTo(loaded);
    assertThat(parts.branches().get(branch.name()).usage().divergenceBytes().orElseThrow())
        .isPositive();
    assertFailure(
        () ->
            parts
                .branches()
                .load(
                    branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("other"), version),
        Failure.BundleRejected.class);
    assertFailure(
        () -> parts.branches().load(branch.name(), BundleRole.CANDIDATE, new byte[] {1, 2}, ""),
        Failure.BundleRejected.class);
  }

  private List<ForkName> forks() {
    BranchProvider provider = parts.provider();
    return provider.list(parts.records().installation(), "ops");
  }

  private static void assertFailure(ThrowingCallable call, Class<? extends Failure> failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(failure));
  }
}
