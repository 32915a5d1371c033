package dev.hindcast.branch.neon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.neon.NeonProvider;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.remote.fake.CopiedServers;
import dev.hindcast.branch.remote.fake.FakeEngine;
import dev.hindcast.branch.remote.fake.Faults;
import dev.hindcast.branch.remote.fake.RemoteProviderSuite;
import dev.hindcast.branch.remote.fake.VendorDocument;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The specification over Neon's interface. */
class NeonProviderIT extends RemoteProviderSuite {
  private NeonFake neon;

  @Override
  protected String vendor() {
    return "neon";
  }

  @Override
  protected FakeEngine fake(CopiedServers servers) {
    neon = new NeonFake(servers, VendorDocument.neon(), Faults.some(0.1));
    return neon;
  }

  @Override
  protected Map<String, String> options(FakeEngine fake) {
    return Map.of(
        "api",
        fake.url(),
        "project",
        NeonFake.PROJECT,
        "parent-branch",
        NeonFake.PARENT,
        "minimum-units",
        "0.25",
        "maximum-units",
        "2",
        "suspend-seconds",
        "300");
  }

  @Override
  protected BranchProvider provider(
      TraceStores stores, StoreDatabases databases, RetryTable retries) {
    return new NeonProvider(stores, databases, KEY, InstantSource.system(), retries, PATIENCE);
  }

  @Override
  protected List<String> remains(String name) {
    return neon.remains(name);
  }

  @Test
  void neonsOwnClockEndsAForkLaterThanTheServiceWould() {
    var end = request("a1").expireTime();
    var fork = fork("a1");
    var name = fork.handle().split(" ", 2)[0];
    assertThat(Instant.parse(neon.shown(name).path("expires_at").asText()))
        .isBetween(end.plus(Duration.ofMinutes(55)), end.plus(Duration.ofMinutes(65)));
    var later = end.plus(Duration.ofHours(5));
    assertThat(provider().extend(fork, later)).isTrue();
    var moved = later.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    assertThat(neon.shown(name).path("expires_at").asText()).isEqualTo(moved.toString());
    assertThat(provider().reset(fork).orElseThrow().point()).isEqualTo(fork.point());
    assertThat(neon.shown(name).path("expires_at").asText()).isEqualTo(moved.toString());
    assertThat(provider().extend(fork, end.plus(Duration.ofDays(90)))).isTrue();
    assertThat(Instant.parse(neon.shown(name).path("expires_at").asText()))
        .isBefore(Instant.now().plus(Duration.ofDays(30)));
  }

  @Test
  void whatNeonEndedItselfIsListedUntilItIsDeletedForGood() {
    var fork = fork("a1");
    neon.expire(fork.handle().split(" ", 2)[0]);
    assertThat(provider().usage(fork)).isEmpty();
    assertThat(provider().list(installation, store().id())).containsExactly(fork.name());
    assertThat(provider().delete(fork.name()))
        .isInstanceOf(dev.hindcast.branch.provider.Release.Released.class);
    assertThat(remains(fork).get()).isEmpty();
  }
}
