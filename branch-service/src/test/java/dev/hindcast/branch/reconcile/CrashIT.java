package dev.hindcast.branch.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchArchives;
import dev.hindcast.branch.branch.BranchCreation;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.branch.branch.Creation;
import dev.hindcast.branch.branch.DeleteCause;
import dev.hindcast.branch.branch.Intercepted;
import dev.hindcast.branch.branch.InterceptedRecords;
import dev.hindcast.branch.branch.ServiceUnderTest;
import dev.hindcast.branch.branch.ServiceUnderTest.Parts;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.StoreUnderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process that dies at each step of a creation, a reset and a deletion: nothing is lost, nothing
 * leaks.
 */
class CrashIT {
  private static final Duration PAST_GRACE = Duration.ofMinutes(3);

  private ServiceUnderTest service;
  private Parts healthy;

  /** The end of a process: nothing in the service may catch it. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void open() throws SQLException {
    service = new ServiceUnderTest();
    healthy = service.process();
    service.store.record(5);
  }

  @AfterEach
  void close() {
    service.close();
  }

  /** Runs work in a process that dies before its step number {@code deathAt}; false if it lived. */
  private boolean dies(int deathAt, List<String> passed, Consumer<Parts> work) {
    var step = new AtomicInteger();
    Consumer<String> count =
        name -> {
          if (step.getAndIncrement() == deathAt) {
            throw new Crash();
          }
          passed.add(name);
        };
    var doomed =
        service.process(
            records -> new InterceptedRecords(records, count),
            provider -> new Intercepted(provider, count));
    try {
      work.accept(doomed);
      return false;
    } catch (Crash crash) {
      return true;
    }
  }

  @Test
  void aCreationThatDiesIsFinishedOrUndone() throws Exception {
    int deaths = 0;
    for (int deathAt = 0; ; deathAt++) {
      var passed = new ArrayList<String>();
      var wanted = wanted("c" + deathAt);
      if (!dies(deathAt, passed, parts -> assertReady(parts.creation().create(wanted)))) {
        break;
      }
      deaths++;
      service.clock.tick(PAST_GRACE);
      var done = healthy.reconciler().run();
      var left = all();
      if (!passed.contains("inserted") && !passed.contains("insert")) {
        assertThat(left).isEmpty();
      } else if (passed.contains("replace")) {
        assertThat(left)
            .extracting(Branch::state)
            .as("%s", passed)
            .containsAnyOf(BranchState.READY);
      } else if (passed.contains("fork")) {
        assertThat(done.finished() + done.undone()).as("%s", passed).isEqualTo(1);
      } else {
        assertThat(done.undone()).as("%s", passed).isEqualTo(1);
        assertThat(left.getFirst().failure()).isEqualTo("its creation was interrupted");
      }
      assertAgreement(passed);
      var again = healthy.creation().create(wanted);
      assertReady(again);
      assertThat(all().stream().filter(b -> b.state() == BranchState.READY)).hasSize(1);
      assertThat(healthy.branches().delete(again.name(), DeleteCause.REQUESTED, "").state())
          .isEqualTo(BranchState.DELETED);
    }
    assertThat(deaths).as("steps of a creation").isEqualTo(6);
  }

  @Test
  void aDeletionThatDiesIsBroughtToItsEnd() throws Exception {
    int deaths = 0;
    for (int deathAt = 0; ; deathAt++) {
      var branch = healthy.creation().create(wanted("d" + deathAt));
      var passed = new ArrayList<String>();
      var name = branch.name();
      if (!dies(
          deathAt,
          passed,
          parts ->
              assertThat(parts.branches().delete(name, DeleteCause.REQUESTED, "").state())
                  .isEqualTo(BranchState.DELETED))) {
        break;
      }
      deaths++;
      service.clock.tick(PAST_GRACE);
      var done = healthy.reconciler().run();
      assertAgreement(passed);
      var now = healthy.branches().get(name).branch();
      // Before the intent there is nothing to do, after the second record neither.
      assertThat(done.removed())
          .as("%s", passed)
          .isEqualTo(passed.isEmpty() || passed.size() == 5 ? 0 : 1);
      if (passed.isEmpty()) {
        assertThat(now.state()).isEqualTo(BranchState.READY);
      } else if (passed.contains("replaced")) {
        assertThat(now.state()).as("%s", passed).isEqualTo(BranchState.DELETED);
      }
      assertThat(healthy.branches().delete(name, DeleteCause.REQUESTED, "").state())
          .isEqualTo(BranchState.DELETED);
      assertAgreement(passed);
    }
    assertThat(deaths).as("steps of a deletion").isEqualTo(6);
  }

  @Test
  void aResetThatDiesIsBroughtToItsEnd() throws Exception {
    int deaths = 0;
    for (int deathAt = 0; ; deathAt++) {
      var branch = healthy.creation().create(wanted("r" + deathAt));
      var name = branch.name();
      var archive = BranchArchives.archive("guard");
      assertThat(healthy.branches().load(name, BundleRole.CANDIDATE, archive, "").bundles())
          .hasSize(1);
      var passed = new ArrayList<String>();
      if (!dies(deathAt, passed, parts -> assertReady(parts.reset().reset(name, "")))) {
        break;
      }
      deaths++;
      service.clock.tick(PAST_GRACE);
      var done = healthy.reconciler().run();
      assertAgreement(passed);
      var now = healthy.branches().get(name);
      assertReady(now.branch());
      if (passed.contains("replaced")) {
        assertThat(done.reset()).isEqualTo(passed.contains("reset done") ? done.reset() : 1);
        assertThat(now.branch().bundles()).as("%s", passed).isEmpty();
        assertThat(now.usage().divergenceBytes()).hasValue(0);
      } else if (passed.isEmpty()) {
        assertThat(now.branch().bundles()).hasSize(1);
      }
      assertReady(healthy.reset().reset(name, ""));
      assertThat(healthy.branches().get(name).branch().bundles()).isEmpty();
      assertThat(healthy.branches().delete(name, DeleteCause.REQUESTED, "").state())
          .isEqualTo(BranchState.DELETED);
    }
    assertThat(deaths).as("steps of a reset").isEqualTo(6);
  }

  @Test
  void aLoadThatDiesLeavesARecordThatSaysWhatIsInTheFork() throws Exception {
    var branch = healthy.creation().create(wanted("l"));
    var name = branch.name();
    var first = BranchArchives.archive("guard");
    var before = healthy.branches().load(name, BundleRole.CANDIDATE, first, "").bundles();
    int deaths = 0;
    for (int deathAt = 0; ; deathAt++) {
      var nameOf = "g" + deathAt;
      var next = BranchArchives.archive(nameOf);
      var passed = new ArrayList<String>();
      if (!dies(
          deathAt,
          passed,
          parts ->
              assertThat(parts.branches().load(name, BundleRole.CANDIDATE, next, "").bundles())
                  .extracting(LoadedBundle::bundle)
                  .startsWith(nameOf))) {
        break;
      }
      deaths++;
      service.clock.tick(PAST_GRACE);
      var done = healthy.reconciler().run();
      assertThat(done.loads())
          .as("%s", passed)
          .isEqualTo(passed.isEmpty() || passed.size() == 5 ? 0 : 1);
      var now = healthy.branches().get(name).branch();
      assertThat(now.loading()).isFalse();
      assertThat(now.bundles())
          .as("%s", passed)
          .isEqualTo(healthy.provider().bundles(now.fork().orElseThrow()));
      if (!passed.contains("load")) {
        assertThat(now.bundles()).as("%s", passed).isEqualTo(before);
      }
      before = now.bundles();
      assertThat(healthy.reconciler().run()).isEqualTo(Reconciliation.NOTHING);
    }
    assertThat(deaths).as("steps of a load").isEqualTo(6);
  }

  @Test
  void anOrphanThatCannotGoKeepsNoOtherOne() {
    for (var uid : List.of("orphana", "orphanb")) {
      var name =
          new dev.hindcast.branch.provider.ForkName(
              "ops", uid + UUID.randomUUID().toString().substring(0, 8));
      assertThat(
              healthy
                  .provider()
                  .fork(
                      new ForkRequest(
                          name,
                          healthy.records().installation(),
                          new Cut.Now(),
                          service.clock.instant())))
          .isNotNull();
    }
    var refused = new AtomicInteger();
    var hindered =
        service.process(
            records -> records,
            provider ->
                new Intercepted(
                    provider,
                    step -> {
                      if (step.equals("delete") && refused.getAndIncrement() == 0) {
                        throw new IllegalStateException("this one never goes");
                      }
                    }));
    assertThat(hindered.reconciler().run().orphans()).isEqualTo(1);
    assertThat(forks()).hasSize(1);
    assertThat(healthy.reconciler().run().orphans()).isEqualTo(1);
  }

  @Test
  void aRepeatedCallTakesOverFromADeadOneWithoutTheReconciler() {
    var wanted = wanted("mine");
    assertThat(dies(3, new ArrayList<>(), parts -> assertReady(parts.creation().create(wanted))))
        .isTrue();
    assertThat(all()).extracting(Branch::state).containsExactly(BranchState.CREATING);
    service.clock.tick(PAST_GRACE);
    assertReady(healthy.creation().create(wanted));
    assertThat(all()).hasSize(1);
  }

  @Test
  void aForkThatNobodyOwnsGoes() {
    var owned = healthy.creation().create(wanted("mine"));
    var orphan =
        new ForkRequest(
            new dev.hindcast.branch.provider.ForkName(
                "ops", "orphan" + owned.uid().substring(0, 8)),
            healthy.records().installation(),
            new Cut.Now(),
            service.clock.instant());
    assertThat(healthy.provider().fork(orphan)).isNotNull();
    assertThat(healthy.reconciler().run()).isEqualTo(new Reconciliation(0, 0, 0, 0, 1, 0, 0));
    assertThat(forks()).containsExactly(owned.forkName());
    assertThat(healthy.reconciler().run()).isEqualTo(Reconciliation.NOTHING);
  }

  @Test
  void aRecordWhoseForkIsGoneSaysSo() throws Exception {
    var branch = healthy.creation().create(wanted("mine"));
    try (var connection = service.store.open()) {
      StoreUnderTest.run(
          connection,
          "DROP SCHEMA %1$s CASCADE; DROP ROLE %1$s".formatted("hindcast_b_" + branch.uid()));
    }
    assertThat(healthy.reconciler().run()).isEqualTo(new Reconciliation(0, 0, 0, 0, 0, 1, 0));
    var lost = healthy.branches().get(branch.name()).branch();
    assertThat(lost.state()).isEqualTo(BranchState.FAILED);
    assertThat(lost.failure()).isEqualTo("its fork is gone at the provider");
  }

  @Test
  void aCreationThatWasUndoneMeanwhileLeavesNoFork() {
    var late = new java.util.concurrent.atomic.AtomicReference<BranchCreation>();
    var slow =
        service.process(
            records -> records,
            provider ->
                new Intercepted(
                    provider,
                    step -> {
                      if (step.equals("fork")) {
                        service.clock.tick(PAST_GRACE);
                        assertThat(healthy.reconciler().run().undone()).isEqualTo(1);
                      }
                    }));
    late.set(slow.creation());
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> late.get().create(wanted("mine")))
        .hasMessageContaining("cannot be used: it is FAILED");
    assertThat(forks()).isEmpty();
  }

  private static void assertReady(Branch branch) {
    assertThat(branch.state()).isEqualTo(BranchState.READY);
  }

  private static Creation wanted(String id) {
    return ServiceUnderTest.wanted(
        id,
        "",
        Duration.ofHours(5),
        Optional.of(UUID.nameUUIDFromBytes(id.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  /** After a reconciliation each ready record has its fork and each fork a ready record. */
  private void assertAgreement(List<String> passed) {
    var ready =
        all().stream()
            .filter(branch -> branch.state() == BranchState.READY)
            .map(Branch::forkName)
            .toList();
    assertThat(forks()).as("%s", passed).containsExactlyInAnyOrderElementsOf(ready);
    assertThat(all())
        .extracting(Branch::state)
        .doesNotContain(BranchState.CREATING, BranchState.RESETTING, BranchState.DELETING);
  }

  private List<Branch> all() {
    return healthy
        .records()
        .page(
            new PageQuery(
                Optional.empty(),
                EnumSet.allOf(BranchState.class),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                1000));
  }

  private List<dev.hindcast.branch.provider.ForkName> forks() {
    return healthy.provider().list(healthy.records().installation(), "ops");
  }
}
