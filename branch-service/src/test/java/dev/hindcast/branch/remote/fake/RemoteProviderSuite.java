package dev.hindcast.branch.remote.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.branch.provider.WholeDatabaseSuite;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole specification over a fake of a vendor's interface with real servers behind it, while
 * the interface suffers faults.
 */
public abstract class RemoteProviderSuite extends WholeDatabaseSuite {
  protected static final CredentialKey KEY = new CredentialKey("a key that is only for tests");

  /** Whatever time is asked for, an engine of ours has moved on when we look again. */
  protected static final Patience PATIENCE =
      new Patience(
          Duration.ofMinutes(1),
          3_000,
          asked -> LockSupport.parkNanos(Duration.ofMillis(10).toNanos()));

  protected static final RetryTable RETRIES =
      new RetryTable(40, Duration.ofSeconds(1), Duration.ofSeconds(30));

  protected static CopiedServers servers;

  private StoreUnderTest store;
  private TraceStores stores;
  private StoreDatabases databases;
  private FakeEngine fake;
  private BranchProvider provider;

  @TempDir private Path folder;

  @BeforeAll
  static void startProduction() {
    servers = CopiedServers.start();
  }

  @AfterAll
  static void stopProduction() {
    servers.close();
  }

  @BeforeEach
  void open() throws IOException {
    store = new StoreUnderTest("ops", servers.store());
    fake = fake(servers);
    fake.start();
    var token = Files.writeString(folder.resolve("token"), "secret-token\n");
    var options = new HashMap<>(options(fake));
    options.put(tokenOption(), token.toString());
    stores =
        new TraceStores(
            List.of(new TraceStore(store.id(), vendor(), store.admin(), Map.copyOf(options))));
    databases = new StoreDatabases(stores);
    provider = provider(stores, databases, RETRIES);
  }

  @AfterEach
  void close() {
    databases.close();
    fake.close();
    servers.drop(store.admin());
    assertThat(fake.violations()).as("requests that the vendor's contract forbids").isEmpty();
  }

  protected abstract String vendor();

  protected abstract FakeEngine fake(CopiedServers servers);

  protected abstract Map<String, String> options(FakeEngine fake);

  protected String tokenOption() {
    return "token-file";
  }

  protected abstract BranchProvider provider(
      TraceStores stores, StoreDatabases databases, RetryTable retries);

  protected abstract List<String> remains(String prefix);

  @Test
  void aServiceThatDiedInTheMiddleOfAForkLeavesWhatIsFinishedOrRemoved() throws Exception {
    store().record(3);
    var seed = Long.getLong("hindcast.seed", new SplittableRandom().nextLong());
    var random = new SplittableRandom(seed);
    var dying = new RetryTable(1, Duration.ZERO, Duration.ZERO);
    for (int death = 0; death < 4; death++) {
      var request = request("d" + death);
      fake.cutOffAfter(random.nextInt(1, 14));
      try {
        provider(stores, databases, dying).fork(request);
      } catch (FailureException e) {
        assertThat(e.failure()).isInstanceOf(Failure.DependencyUnavailable.class);
      }
      fake.reconnect();
      if (death % 2 == 0) {
        var fork = ((ForkOutcome.Forked) provider.fork(request)).fork();
        assertThat(contentsOf(fork)).as("seed %d", seed).hasSize(3);
        assertThat(provider.list(installation, store.id())).containsExactly(request.name());
      }
      assertThat(provider.delete(request.name())).isInstanceOf(Release.Released.class);
      assertThat(provider.list(installation, store.id())).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aPastMomentIsForkedWhereTheEngineCan() throws Exception {
    assumeThat(provider.capabilities(store.id()).cuts()).contains(CutKind.TIME);
    store.record(3);
    var time = servers.mark();
    store.record(4);
    var request =
        new ForkRequest(
            request("a1").name(), installation, new Cut.Time(time), time.plusSeconds(3_600));
    var fork = ((ForkOutcome.Forked) provider.fork(request)).fork();
    assertThat(contentsOf(fork)).hasSize(3);
    assertThat(fork.point().lsn()).isEqualTo(servers.positionAt(time));
    assertThat(provider.usage(fork).orElseThrow().arrivedActions()).hasValue(4);
  }

  @Test
  void secretsAreShownNowhere() {
    var fork = fork("a1");
    var login = provider.connect(fork);
    for (var shown : List.of(fork.toString(), login.toString(), stores.all().toString())) {
      assertThat(shown).doesNotContain("secret-token").doesNotContain(login.password());
    }
    assertThat(fork.handle()).doesNotContain(store.admin().password() + "@");
  }

  /** Copies on one machine share nothing, and no engine's word is proof. */
  @Override
  protected boolean provesCopyOnWrite() {
    return false;
  }

  @Override
  protected StoreUnderTest store() {
    return store;
  }

  @Override
  protected BranchProvider provider() {
    return provider;
  }

  protected final FakeEngine fake() {
    return fake;
  }

  @Override
  protected Supplier<List<String>> remains(Fork fork) {
    var name = fork.handle().split(" ", 2)[0];
    return () -> remains(name);
  }
}
