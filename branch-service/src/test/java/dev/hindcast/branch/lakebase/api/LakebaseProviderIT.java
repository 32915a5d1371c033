package dev.hindcast.branch.lakebase.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.lakebase.LakebaseProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.remote.fake.CopiedServers;
import dev.hindcast.branch.remote.fake.FakeEngine;
import dev.hindcast.branch.remote.fake.Faults;
import dev.hindcast.branch.remote.fake.RemoteProviderSuite;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The specification over Lakebase's interface, through the vendor's SDK. */
class LakebaseProviderIT extends RemoteProviderSuite {
  private LakebaseFake lakebase;

  @Override
  protected String vendor() {
    return "lakebase";
  }

  @Override
  protected FakeEngine fake(CopiedServers servers) {
    lakebase = new LakebaseFake(servers, Faults.some(0.1));
    return lakebase;
  }

  @Override
  protected Map<String, String> options(FakeEngine fake) {
    return Map.of(
        "host",
        fake.url(),
        "client-id",
        LakebaseFake.IDENTITY,
        "project",
        LakebaseFake.PROJECT,
        "parent-branch",
        LakebaseFake.PARENT,
        "minimum-units",
        "0.5",
        "maximum-units",
        "2",
        "sslmode",
        "disable");
  }

  @Override
  protected String tokenOption() {
    return "client-secret-file";
  }

  @Override
  protected BranchProvider provider(
      TraceStores stores, StoreDatabases databases, RetryTable retries) {
    return new LakebaseProvider(stores, databases, KEY, InstantSource.system(), retries, PATIENCE);
  }

  @Override
  protected List<String> remains(String name) {
    return lakebase.remains(name);
  }

  @Test
  void lakebasesOwnClockEndsAForkLaterAndTokensAreRenewed() {
    var fork = fork("a1");
    var name = fork.handle().split(" ", 2)[0];
    var later = request("a1").expireTime().plus(Duration.ofHours(5));
    assertThat(provider().extend(fork, later)).isTrue();
    assertThat(lakebase.status(name).path("expire_time").asText())
        .isEqualTo(later.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS).toString());
    assertThat(lakebase.tokens()).isGreaterThan(1);
  }

  @Test
  void aResetThatDiedBetweenTheNewAndTheOldBranchIsFinished() throws Exception {
    store().record(3);
    var fork = fork("a1");
    write(fork, 5);
    var first = provider().reset(fork).orElseThrow();
    assertThat(first.handle()).isNotEqualTo(fork.handle());
    write(first, 5);
    // The record still has the first handle: the service died before it could write the second.
    var second = provider().reset(fork).orElseThrow();
    assertThat(contentsOf(second)).hasSize(3);
    assertThat(lakebase.ids()).containsExactly(second.handle().split(" ", 2)[0]);
    assertThat(provider().list(installation, store().id())).containsExactly(fork.name());
  }
}
