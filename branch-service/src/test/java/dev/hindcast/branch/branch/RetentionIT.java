package dev.hindcast.branch.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.branch.ServiceUnderTest.Parts;
import dev.hindcast.branch.expiry.Forgetting;
import dev.hindcast.branch.expiry.Retention;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records of branches that are gone, in the long run. */
class RetentionIT {
  private static final Duration KEPT = Duration.ofDays(90);

  private ServiceUnderTest service;
  private Parts parts;
  private Forgetting forgetting;

  @BeforeEach
  void open() throws SQLException {
    service = new ServiceUnderTest();
    parts = service.process();
    forgetting =
        new Forgetting(parts.events(), parts.records(), new Retention(KEPT, KEPT), service.clock);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aBranchThatIsGoneIsForgottenWithAllThatStandsWithItWhenItsTimeIsOver() throws Exception {
    var request = Optional.of(UUID.randomUUID());
    var gone = create("mine", request);
    load(gone);
    hold(gone);
    delete(gone, DeleteCause.REQUESTED);
    var promoted = create("promoted", Optional.empty());
    load(promoted);
    delete(promoted, DeleteCause.PROMOTED);
    var live = create("live", Optional.empty());

    service.clock.tick(KEPT);
    assertThat(forgetting.run()).isZero();
    assertThat(parts.records().find(gone.name()).orElseThrow().state())
        .isEqualTo(BranchState.DELETED);
    assertThat(insert(request)).isInstanceOf(Insertion.Known.class);

    service.clock.tick(Duration.ofMillis(1));
    assertThat(forgetting.run()).isOne();
    assertThat(forgetting.run()).isZero();
    assertThat(parts.records().find(gone.name())).isEmpty();
    assertThat(uids("branch")).containsExactlyInAnyOrder(promoted.uid(), live.uid());
    assertThat(uids("branch_bundle")).containsExactly(promoted.uid());
    assertThat(uids("branch_hold")).isEmpty();
    assertThat(insert(request)).isInstanceOf(Insertion.Inserted.class);
    assertThat(create("mine", Optional.empty()).state()).isEqualTo(BranchState.READY);
  }

  @Test
  void aBranchThatCouldNotBeMadeIsForgottenToo() throws Exception {
    var branch = create("lost", Optional.empty());
    var lost = branch.failed("it was lost", "nothing is there", service.clock.instant());
    assertThat(parts.records().replace(branch, lost)).isTrue();
    service.clock.tick(KEPT.plusMillis(1));
    assertThat(forgetting.run()).isOne();
    assertThat(uids("branch")).isEmpty();
  }

  @Test
  void onlyHoldsThatAreOverAreForgotten() throws Exception {
    var branch = create("held", Optional.empty());
    hold(branch);
    service.clock.tick(Duration.ofMinutes(1));
    assertThat(forgetting.run()).isZero();
    assertThat(uids("branch_hold")).containsExactly(branch.uid());
    service.clock.tick(Duration.ofMillis(1));
    assertThat(forgetting.run()).isZero();
    assertThat(uids("branch_hold")).isEmpty();
    assertThat(parts.records().find(branch.name()).orElseThrow().state())
        .isEqualTo(BranchState.READY);
  }

  private Branch create(String id, Optional<UUID> request) {
    return parts
        .creation()
        .create(ServiceUnderTest.wanted(id, "", Duration.ofMinutes(10), request));
  }

  private void load(Branch branch) {
    assertThat(
            parts
                .branches()
                .load(branch.name(), BundleRole.CANDIDATE, BranchArchives.archive("guard"), ""))
        .isNotNull();
  }

  private void hold(Branch branch) {
    var now = service.clock.instant();
    assertThat(parts.records().hold(branch.uid(), "a replay", now.plusSeconds(60), now))
        .isPresent();
  }

  private void delete(Branch branch, DeleteCause cause) {
    assertThat(parts.branches().delete(branch.name(), cause, "").state())
        .isEqualTo(BranchState.DELETED);
  }

  private Insertion insert(Optional<UUID> request) {
    var wanted = new Creation("ops", "", Duration.ofMinutes(10), "", new Cut.Now(), 0, request);
    var uid = UUID.randomUUID().toString().replace("-", "");
    return parts
        .records()
        .insert(
            Branch.intent(wanted, uid, "overlay", service.clock.instant()),
            ServiceUnderTest.LIMITS.quotas());
  }

  private List<String> uids(String table) {
    try (var pool = Databases.pool(service.control, "test")) {
      return new Jdbc(pool, "the control database")
          .query("SELECT uid FROM branch_service." + table, Binder.NONE, row -> row.getString(1));
    }
  }
}
