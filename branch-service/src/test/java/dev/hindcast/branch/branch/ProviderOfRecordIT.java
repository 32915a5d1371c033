package dev.hindcast.branch.branch;

import static dev.hindcast.branch.branch.ServiceUnderTest.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.branch.overlay.postgres.OverlayProvider;
import dev.hindcast.branch.overlay.postgres.OverlayStore;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forks outlive the settings they were made with, and the answers of their store. */
class ProviderOfRecordIT {
  private ServiceUnderTest service;

  @BeforeEach
  void open() throws Exception {
    service = new ServiceUnderTest();
  }

  @AfterEach
  void close() {
    service.close();
  }

  /** Another provider, which has no forks. */
  private static final class Other extends Intercepted {
    Other(BranchProvider real) {
      super(real, step -> {});
    }

    @Override
    public String name() {
      return "other";
    }

    @Override
    public List<ForkName> list(Installation installation, String store) {
      return List.of();
    }
  }

  private TraceStores stores(String provider) {
    return new TraceStores(
        List.of(new TraceStore("ops", provider, service.store.admin(), Map.of())));
  }

  @Test
  void aStoresNewProviderLeavesTheOldOnesForksTheirs() {
    var before = service.process();
    var branch = before.creation().create(wanted("mine"));
    var overlay = before.provider();
    var after = service.process(stores("other"), List.of(new Other(overlay), overlay));
    assertThat(after.reconciler().run().changes()).isZero();
    var seen = after.branches().get(branch.name());
    assertThat(seen.branch().state()).isEqualTo(BranchState.READY);
    assertThat(seen.usage().divergenceBytes()).hasValue(0);
    assertThat(after.branches().delete(branch.name(), DeleteCause.REQUESTED, "").state())
        .isEqualTo(BranchState.DELETED);
    assertThat(overlay.list(before.records().installation(), "ops")).isEmpty();
  }

  @Test
  void settingsThatWouldStrandALiveBranchAreRefused() {
    var before = service.process();
    var branch = before.creation().create(wanted("mine"));
    var records = before.records();
    var gone = stores("other");
    var without = new Providers(gone, List.of(new Other(before.provider())));
    assertThatThrownBy(() -> KnownHomes.of(records, without))
        .hasMessageContaining("stores/ops by the provider overlay")
        .hasMessageContaining("no such provider");
    var noStore =
        new Providers(
            new TraceStores(List.of()),
            List.of(new OverlayProvider(service.databases, OverlayStore.KEY)));
    assertThatThrownBy(() -> KnownHomes.of(records, noStore)).hasMessageContaining("no such store");
    assertThat(before.branches().delete(branch.name(), DeleteCause.REQUESTED, "").state())
        .isEqualTo(BranchState.DELETED);
    assertThat(KnownHomes.of(records, noStore).homes()).isEmpty();
  }

  @Test
  void aBranchIsShownThoughItsStoreDoesNotAnswer() {
    var branch = service.process().creation().create(wanted("mine"));
    var cut =
        service.process(
            records -> records,
            provider ->
                new Intercepted(provider, step -> {}) {
                  @Override
                  public java.util.Optional<Usage> usage(dev.hindcast.branch.provider.Fork fork) {
                    throw new FailureException(new Failure.DependencyUnavailable("stores/ops"));
                  }
                });
    var seen = cut.branches().get(branch.name());
    assertThat(seen.branch()).isEqualTo(branch);
    assertThat(seen.usage()).isEqualTo(Usage.unknown());
    assertThat(seen.tables()).isEmpty();
  }
}
