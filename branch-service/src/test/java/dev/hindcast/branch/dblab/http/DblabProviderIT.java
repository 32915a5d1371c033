package dev.hindcast.branch.dblab.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.dblab.DblabProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.remote.fake.CopiedServers;
import dev.hindcast.branch.remote.fake.FakeEngine;
import dev.hindcast.branch.remote.fake.Faults;
import dev.hindcast.branch.remote.fake.OpenApiContract;
import dev.hindcast.branch.remote.fake.RemoteProviderSuite;
import dev.hindcast.branch.remote.fake.VendorDocument;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The specification over Database Lab Engine's interface. */
class DblabProviderIT extends RemoteProviderSuite {
  private DblabFake dblab;

  static OpenApiContract contract() {
    return VendorDocument.named("HINDCAST_DBLAB_OPENAPI")
        .orElseGet(
            () -> OpenApiContract.read(DblabProviderIT.class.getResourceAsStream("calls.yaml")));
  }

  @Override
  protected String vendor() {
    return "dblab";
  }

  @Override
  protected FakeEngine fake(CopiedServers servers) {
    dblab = new DblabFake(servers, Optional.of(contract()), Faults.some(0.1), true);
    return dblab;
  }

  @Override
  protected Map<String, String> options(FakeEngine fake) {
    return Map.of("api", fake.url() + "/", "host", "127.0.0.1");
  }

  @Override
  protected BranchProvider provider(
      TraceStores stores, StoreDatabases databases, RetryTable retries) {
    return new DblabProvider(stores, databases, KEY, InstantSource.system(), retries, PATIENCE);
  }

  @Override
  protected List<String> remains(String name) {
    return dblab.remains(name);
  }

  @Test
  void theSnapshotOfNowGoesWithItsCloneAndHasADateUntilThen() {
    var fork = fork("a1");
    assertThat(dblab.snapshots()).isNotEmpty();
    var mine = shown(fork).path("snapshot").path("id").asText();
    var end = request("a1").expireTime();
    assertThat(date(mine)).isAfter(end.plusSeconds(3_000));
    assertThat(provider().extend(fork, end.plusSeconds(7_200))).isTrue();
    assertThat(date(mine)).isAfter(end.plusSeconds(10_000));
    assertThat(shown(fork).path("protected").asBoolean()).isTrue();
    assertThat(shown(fork).path("protectionDurationMinutes").asLong()).isBetween(235L, 241L);
    assertThat(provider().delete(fork.name())).isInstanceOf(Release.Released.class);
    assertThat(dblab.snapshots()).doesNotContainKey(mine);
  }

  @Test
  void anotherPersonsSnapshotIsForkedAndLeftAlone() throws Exception {
    store().record(3);
    var snapshot = dblab.snapshot();
    store().record(4);
    var request = at(new Cut.Snapshot(snapshot));
    var fork = ((ForkOutcome.Forked) provider().fork(request)).fork();
    assertThat(contentsOf(fork)).hasSize(3);
    assertThat(provider().usage(fork).orElseThrow().arrivedActions()).hasValue(4);
    assertThat(provider().delete(fork.name())).isInstanceOf(Release.Released.class);
    assertThat(dblab.snapshots()).containsOnlyKeys(snapshot);
    assertThat(dblab.snapshots().get(snapshot).has("deleteAt")).isFalse();
  }

  @Test
  void aSnapshotThatIsNotThereIsRefused() {
    assertThat(provider().fork(at(new Cut.Snapshot("none"))))
        .isInstanceOf(ForkOutcome.Refused.class);
    assertThat(provider().list(installation, store().id())).isEmpty();
  }

  private ForkRequest at(Cut cut) {
    var request = request("a1");
    return new ForkRequest(request.name(), installation, cut, request.expireTime());
  }

  private com.fasterxml.jackson.databind.JsonNode shown(Fork fork) {
    return dblab.shown(fork.handle().split(" ", 2)[0]);
  }

  private Instant date(String snapshot) {
    return Instant.parse(dblab.snapshots().get(snapshot).path("deleteAt").asText());
  }
}
