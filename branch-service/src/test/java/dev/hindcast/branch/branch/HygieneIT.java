package dev.hindcast.branch.branch;

import static dev.hindcast.branch.branch.ServiceUnderTest.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.branch.ServiceUnderTest.Parts;
import dev.hindcast.branch.event.BranchEvent;
import dev.hindcast.branch.event.EventKind;
import dev.hindcast.branch.metrics.ForkGauges;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.time.LeaseClock;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.telemetry.Metric;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quotas, budgets, holds, warnings, events, resets: what keeps forks from piling up. */
class HygieneIT {
  private static final Duration TTL = Duration.ofMinutes(10);

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

  private Branch create(String id, String owner) {
    return parts.creation().create(wanted(id, owner, TTL, Optional.empty()));
  }

  @Test
  void aStoreAndAnOwnerHaveSoManyBranchesAtMost() {
    var quotas = ServiceUnderTest.LIMITS.quotas();
    for (int i = 0; i < quotas.ownerForks(); i++) {
      assertThat(create("", "ann").state()).isEqualTo(BranchState.READY);
    }
    assertFailure(
        () -> create("", "ann"), new Failure.QuotaExceeded("branches of owner ann", 4, 4));
    var last = create("", "ben");
    assertFailure(() -> create("", ""), new Failure.QuotaExceeded("branches of stores/ops", 5, 5));
    assertThat(parts.branches().delete(last.name(), DeleteCause.REQUESTED, "").state())
        .isEqualTo(BranchState.DELETED);
    assertThat(create("", "").state()).isEqualTo(BranchState.READY);
  }

  @Test
  void aQuotaHoldsWhoeverComesAtOnce() {
    var other = service.process();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              var _ =
                                  (i % 2 == 0 ? parts : other)
                                      .creation()
                                      .create(wanted("", "ann", TTL, Optional.empty()));
                              return 1;
                            } catch (FailureException refused) {
                              return 0;
                            }
                          },
                          threads))
              .toList();
      assertThat(calls.stream().mapToInt(CompletableFuture::join).sum())
          .isEqualTo(ServiceUnderTest.LIMITS.quotas().ownerForks());
    }
  }

  @Test
  void divergenceCountsAgainstQuotas() {
    var first = create("first", "ann");
    parts.records().measured(first.uid(), OptionalLong.of(50_000), now());
    assertFailure(
        () -> create("", "ann"),
        new Failure.QuotaExceeded("divergence bytes of owner ann", 50_000, 50_000));
    var second = create("", "ben");
    parts.records().measured(second.uid(), OptionalLong.of(50_001), now());
    assertFailure(
        () -> create("", "cat"),
        new Failure.QuotaExceeded("divergence bytes of stores/ops", 100_000, 100_001));
  }

  @Test
  void aBranchOverItsBudgetGoesAndTheOthersAreMeasured() {
    var small =
        parts
            .creation()
            .create(new Creation("ops", "small", TTL, "", new Cut.Now(), 100, Optional.empty()));
    var large =
        parts
            .creation()
            .create(
                new Creation(
                    "ops", "large", TTL, "", new Cut.Now(), 100_000_000, Optional.empty()));
    var free = create("free", "");
    for (var branch : List.of(small, large, free)) {
      assertThat(
              parts
                  .branches()
                  .load(branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("guard"), "")
                  .bundles())
          .hasSize(1);
    }
    // Two a run, as the test's pace says: the third has its turn in the next run.
    assertThat(parts.budget().run() + parts.budget().run()).isEqualTo(1);
    var gone = parts.branches().get(small.name()).branch();
    assertThat(gone.state()).isEqualTo(BranchState.DELETED);
    assertThat(gone.cause()).contains(DeleteCause.OVER_BUDGET);
    assertThat(gone.discard().orElseThrow().proof()).contains(small.uid());
    for (var branch : List.of(large, free)) {
      var measured = parts.records().byUid(branch.uid()).orElseThrow();
      assertThat(measured.state()).isEqualTo(BranchState.READY);
      assertThat(measured.divergenceBytes().orElseThrow()).isPositive();
      assertThat(measured.revision()).as("a measurement is no change").isEqualTo(4);
    }
    assertThat(parts.budget().run()).as("measured just now").isZero();
    assertFailure(
        () -> parts.branches().connect(small.name()),
        new Failure.BranchNotUsable(small.name().toString(), "OVER_BUDGET"));
    assertThat(events(small)).contains(EventKind.OVER_BUDGET, EventKind.DELETED);
    assertThat(all().stream().filter(e -> e.kind() == EventKind.OVER_BUDGET).toList())
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).contains("100 are allowed"));
  }

  @Test
  void aHeldBranchOutlivesItsExpiryAndNoLonger() {
    var branch = create("mine", "");
    var until = parts.branches().hold(branch.name(), "replays/a", Duration.ofMinutes(12));
    assertThat(until).isEqualTo(now().plus(Duration.ofMinutes(12)));
    assertThat(parts.branches().hold(branch.name(), "replays/b", Duration.ofMinutes(1)))
        .as("a shorter hold shortens nothing")
        .isEqualTo(until);
    assertThat(parts.branches().get(branch.name()).branch().etag()).isEqualTo(branch.etag());
    service.clock.tick(Duration.ofMinutes(11));
    assertThat(parts.sweep().run()).isZero();
    assertThat(parts.branches().connect(branch.name()).user()).contains(branch.uid());
    assertThat(parts.branches().hold(branch.name(), "replays/a", Duration.ofMinutes(2)))
        .isEqualTo(now().plus(Duration.ofMinutes(2)));
    service.clock.tick(Duration.ofMinutes(2));
    assertFailure(
        () -> parts.branches().hold(branch.name(), "replays/a", Duration.ofMinutes(2)),
        new Failure.BranchNotUsable(branch.name().toString(), "EXPIRED"));
    assertThat(parts.sweep().run()).isEqualTo(1);
  }

  @Test
  void aHoldThatComesDuringTheSweepIsNotOverlooked() {
    var branch = create("mine", "");
    assertThat(parts.branches().hold(branch.name(), "replays/a", Duration.ofMinutes(11)))
        .isNotNull();
    var once = new AtomicBoolean();
    // The sweep sees the branch as overdue; before it writes the intent, somebody renews.
    var late =
        service.process(
            records ->
                new InterceptedRecords(
                    records,
                    step -> {
                      if (step.equals("replace") && once.compareAndSet(false, true)) {
                        service.clock.tick(Duration.ofMinutes(-1));
                        assertThat(
                                parts
                                    .branches()
                                    .hold(branch.name(), "replays/a", Duration.ofMinutes(5)))
                            .isNotNull();
                        service.clock.tick(Duration.ofMinutes(1));
                      }
                    }),
            provider -> provider);
    service.clock.tick(Duration.ofMinutes(11));
    assertThat(late.sweep().run()).isZero();
    assertThat(once).isTrue();
    assertThat(parts.branches().connect(branch.name()).user()).contains(branch.uid());
  }

  @Test
  void aSharedClockThatJumpsAheadEndsNoBranch() {
    var nanos = new AtomicLong();
    var lease = new LeaseClock(service.clock, service.clock, nanos::get, Duration.ofMinutes(10));
    var process = service.process(lease);
    var made =
        IntStream.range(0, 3).mapToObj(i -> process.creation().create(wanted("b" + i))).toList();
    var jump = Duration.ofDays(400);
    service.clock.tick(jump);
    for (int minute = 1; minute < 9; minute++) {
      service.clock.tick(Duration.ofMinutes(1));
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      assertThat(process.sweep().run()).as("minute %d", minute).isZero();
      assertThat(process.reconciler().run().changes()).isZero();
    }
    assertThat(made)
        .allSatisfy(b -> assertThat(process.branches().connect(b.name()).user()).isNotEmpty());
    service.clock.tick(jump.negated());
    service.clock.tick(Duration.ofMinutes(2));
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(process.sweep().run()).as("their time is over now").isEqualTo(3);
  }

  @Test
  void anExpiryIsToldOnceAndAgainIfItMoves() {
    var branch = create("mine", "ann");
    assertThat(parts.sweep().run()).isZero();
    assertThat(events(branch)).containsExactly(EventKind.CREATED, EventKind.READY);
    service.clock.tick(Duration.ofMinutes(8));
    assertThat(parts.sweep().run() + service.process().sweep().run()).isZero();
    assertThat(events(branch))
        .containsExactly(EventKind.CREATED, EventKind.READY, EventKind.EXPIRING_SOON);
    assertThat(parts.branches().extend(branch.name(), Duration.ofMinutes(30), "")).isNotNull();
    assertThat(parts.sweep().run()).isZero();
    service.clock.tick(Duration.ofMinutes(29));
    assertThat(parts.sweep().run()).isZero();
    service.clock.tick(Duration.ofMinutes(1));
    assertThat(parts.sweep().run()).isEqualTo(1);
    assertThat(events(branch))
        .containsExactly(
            EventKind.CREATED,
            EventKind.READY,
            EventKind.EXPIRING_SOON,
            EventKind.EXPIRING_SOON,
            EventKind.EXPIRED,
            EventKind.DELETED);
    assertThat(all().getLast().detail()).contains(branch.uid());
    assertThat(all().getLast().owner()).isEqualTo("ann");
    assertThat(parts.events().forget(now().plusSeconds(1))).isEqualTo(6);
    assertThat(all()).isEmpty();
  }

  @Test
  void aResetSetsBackWhatWasWrittenAndNothingElse() throws Exception {
    service.store.record(3);
    var branch = create("mine", "");
    var login = parts.branches().connect(branch.name());
    var contents = service.store.contents(login);
    assertThat(
            parts
                .branches()
                .load(branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("guard"), ""))
        .isNotNull();
    try (var fork = service.store.open(login)) {
      StoreUnderTest.run(
          fork,
          "INSERT INTO workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('w', 'success', now())");
    }
    var loaded = parts.branches().get(branch.name()).branch();
    assertFailure(
        () -> parts.reset().reset(branch.name(), branch.etag()), Failure.StateMoved.class);
    var reset = parts.reset().reset(branch.name(), loaded.etag());
    assertThat(reset.state()).isEqualTo(BranchState.READY);
    assertThat(reset.bundles()).isEmpty();
    assertThat(reset.provision()).isEqualTo(branch.provision());
    assertThat(reset.expireTime()).isEqualTo(branch.expireTime());
    assertThat(parts.branches().get(branch.name()).branch()).isEqualTo(reset);
    assertThat(parts.branches().connect(branch.name())).isEqualTo(login);
    assertThat(service.store.contents(login)).isEqualTo(contents);
    try (var fork = service.store.open(login)) {
      assertThat(StoreUnderTest.texts(fork, "SELECT role FROM loaded_bundle")).isEmpty();
      assertThat(
              StoreUnderTest.texts(
                  fork, "SELECT outcome FROM workflow_outcome WHERE workflow_id = 'w'"))
          .isEmpty();
    }
    assertThat(events(branch))
        .containsExactly(EventKind.CREATED, EventKind.READY, EventKind.RESETTING, EventKind.READY);
    var gone = parts.branches().delete(branch.name(), DeleteCause.REQUESTED, "");
    assertFailure(
        () -> parts.reset().reset(branch.name(), gone.etag()), Failure.BranchNotUsable.class);
  }

  @Test
  void aBranchThatIsDeletedDuringItsResetLeavesNothing() {
    var branch = create("mine", "");
    var slow =
        service.process(
            records -> records,
            provider ->
                new Intercepted(
                    provider,
                    step -> {
                      if (step.equals("reset")) {
                        assertFailure(
                            () -> parts.branches().connect(branch.name()),
                            new Failure.BranchNotUsable(branch.name().toString(), "RESETTING"));
                        assertThat(
                                parts
                                    .branches()
                                    .delete(branch.name(), DeleteCause.REQUESTED, "")
                                    .state())
                            .isEqualTo(BranchState.DELETED);
                      }
                    }));
    assertFailure(() -> slow.reset().reset(branch.name(), ""), Failure.BranchNotUsable.class);
    assertThat(parts.provider().list(parts.records().installation(), "ops")).isEmpty();
    assertThat(parts.branches().get(branch.name()).branch().state()).isEqualTo(BranchState.DELETED);
  }

  @Test
  void aResetThatItsProviderRefusedIsTakenOnByTheNextCall() {
    var branch = create("mine", "");
    var failing =
        service.process(
            records -> records,
            provider ->
                new Intercepted(
                    provider,
                    step -> {
                      if (step.equals("reset")) {
                        throw new FailureException(new Failure.DependencyUnavailable("stores/ops"));
                      }
                    }));
    assertFailure(
        () -> failing.reset().reset(branch.name(), ""), Failure.DependencyUnavailable.class);
    assertThat(parts.branches().get(branch.name()).branch().state())
        .isEqualTo(BranchState.RESETTING);
    assertThat(parts.reset().reset(branch.name(), "").state()).isEqualTo(BranchState.READY);
  }

  @Test
  void aCutThatIsNotOfferedIsRefusedBeforeAnythingIsWritten() {
    for (var cut : List.of(new Cut.Lsn("0/1A"), new Cut.Time(now()), new Cut.Snapshot("nightly"))) {
      var wanted = new Creation("ops", "past", TTL, "", cut, 0, Optional.empty());
      assertThatThrownBy(() -> parts.creation().create(wanted))
          .isInstanceOfSatisfying(
              FailureException.class,
              e ->
                  assertThat(e.failure())
                      .isInstanceOfSatisfying(
                          Failure.NotSupported.class,
                          f -> assertThat(f.capability()).contains("overlay, offers: now")));
    }
    assertThat(all()).isEmpty();
  }

  @Test
  void listsAreFilteredPageByPage() {
    var a = create("a", "ann");
    var b = create("b", "ben");
    service.clock.tick(Duration.ofMinutes(1));
    var c = create("c", "ann");
    var d = create("d", "ann");
    assertThat(parts.branches().delete(d.name(), DeleteCause.REQUESTED, "")).isNotNull();
    var all = parts.branches();
    var ann =
        new BranchFilter(Optional.of("ops"), Set.of(), false, Optional.of("ann"), Optional.empty());
    var first = all.list(ann, 1, "");
    assertThat(first.branches()).containsExactly(c);
    assertThat(all.list(ann, 1, first.nextPageToken()).branches()).containsExactly(a);
    assertFailure(
        () -> all.list(BranchFilter.live(Optional.of("ops")), 1, first.nextPageToken()),
        Failure.InvalidPageToken.class);
    assertThat(
            names(
                new BranchFilter(
                    Optional.empty(),
                    EnumSet.of(BranchState.DELETED),
                    false,
                    Optional.of("ann"),
                    Optional.empty())))
        .containsExactly(d.name());
    assertThat(
            names(
                new BranchFilter(
                    Optional.empty(), Set.of(), false, Optional.empty(), Optional.of(now()))))
        .containsExactly(b.name(), a.name());
  }

  @Test
  void theNumbersSayWhatThereIs() {
    var branch = create("a", "");
    var gauges = new ForkGauges(parts.records()::census, service.clock);
    service.clock.tick(Duration.ofMinutes(3));
    parts.records().measured(branch.uid(), OptionalLong.of(77), now());
    var meters = parts.meters();
    gauges.register(meters.metrics(), List.of("ops"), List.of("READY", "DELETING"));
    assertThat(meters.value(Metric.FORKS, "ops", "ready")).isEmpty();
    gauges.count();
    assertThat(meters.value(Metric.FORKS, "ops", "ready")).contains(1.0);
    assertThat(meters.value(Metric.FORKS, "ops", "deleting")).contains(0.0);
    assertThat(meters.value(Metric.OLDEST_FORK, "ops")).contains(180.0);
    assertThat(meters.value(Metric.DIVERGENCE, "ops")).contains(77.0);
    assertThat(meters.value(Metric.FORK_DURATION, "ops", "overlay")).contains(1.0);
    assertThat(meters.value(Metric.ORPHANS_REMOVED, "ops")).contains(0.0);
  }

  private Instant now() {
    return service.clock.instant();
  }

  private List<BranchName> names(BranchFilter filter) {
    return parts.branches().list(filter, 0, "").branches().stream().map(Branch::name).toList();
  }

  private List<BranchEvent> all() {
    return parts.events().after(Optional.of("ops"), 0, 1000);
  }

  private List<EventKind> events(Branch branch) {
    return all().stream()
        .filter(event -> event.uid().equals(branch.uid()))
        .map(BranchEvent::kind)
        .toList();
  }

  private static void assertFailure(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private static void assertFailure(ThrowingCallable call, Class<? extends Failure> failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(failure));
  }
}
