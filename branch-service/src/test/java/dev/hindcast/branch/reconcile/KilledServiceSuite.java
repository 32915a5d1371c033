package dev.hindcast.branch.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import dev.hindcast.branch.branch.Branch;
import dev.hindcast.branch.branch.BranchArchives;
import dev.hindcast.branch.branch.BranchState;
import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.branch.branch.ServiceUnderTest;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.StoreUnderTest;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc;
import dev.hindcast.proto.branch.v1.BranchServiceGrpc.BranchServiceBlockingStub;
import dev.hindcast.proto.branch.v1.BundleRole;
import dev.hindcast.proto.branch.v1.CreateBranchRequest;
import dev.hindcast.proto.branch.v1.DeleteBranchRequest;
import dev.hindcast.proto.branch.v1.ExtendBranchRequest;
import dev.hindcast.proto.branch.v1.LoadBundleRequest;
import dev.hindcast.proto.branch.v1.ResetBranchRequest;
import dev.hindcast.testkit.Await;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real branch-service is killed ({@code kill -9}) again and again while it creates, resets,
 * extends and deletes; then one reconciliation must bring records and forks together, both ways.
 *
 * <p>The moment of each kill is a random number of nanoseconds after its calls began: here that is
 * the point, not a way to wait for something. {@code -Dhindcast.test.seed=<n>} replays the choices
 * of a run (not the machine's scheduling), {@code -Dhindcast.test.kills=<n>} asks for more.
 */
public abstract class KilledServiceSuite {
  private final int kills;
  private final int together;
  private final int spare;

  @TempDir private Path folder;

  private final long seed = Long.getLong("hindcast.test.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  /**
   * A test.
   *
   * @param kills of the service
   * @param together calls that are under way when it is killed
   * @param spare branches that the calls may choose from
   */
  protected KilledServiceSuite(int kills, int together, int spare) {
    this.kills = kills;
    this.together = together;
    this.spare = spare;
  }

  /** A store of the test's own. */
  protected abstract ServiceUnderTest service() throws Exception;

  /** What a process is told of the store, besides where it is. */
  protected abstract Map<String, String> storeSettings();

  /** Independent of the provider: each thing that is left of any branch there ever was. */
  protected abstract List<String> left(ServiceUnderTest service, List<Branch> all)
      throws SQLException;

  /** What must be left of a ready branch. */
  protected abstract List<String> things(Branch ready);

  /** What callers know: names of branches. */
  private final Set<String> usable = new HashSet<>();

  private final Set<String> alive = new HashSet<>();
  private final Set<String> gone = new HashSet<>();
  private final Set<String> unknown = new HashSet<>();
  private final Map<String, Instant> expiries = new HashMap<>();
  private final Map<Operation, Long> nanos = new EnumMap<>(Operation.class);
  private int cut;
  private int names;

  private enum Operation {
    CREATE,
    RESET,
    EXTEND,
    DELETE
  }

  /** One call that may be cut off. */
  private record Call(Operation operation, String name, Instant expiry, UUID id) {}

  @Test
  void oneReconciliationMendsWhatKillsLeft() throws Exception {
    System.out.println(getClass().getSimpleName() + ": seed " + seed); // to run it again
    try (var service = service();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      service.store.record(5);
      var settings = settings(service);
      var classes = ChildClasses.asJars(folder);
      var cache = folder.resolve("classes.jsa");
      try (var first = ChildService.start(classes, "-XX:ArchiveClassesAtExit=" + cache, settings)) {
        measure(first);
        first.stop();
      }
      try (var standby = new Standby(classes, "-XX:SharedArchiveFile=" + cache, settings)) {
        try (var second = standby.next()) {
          measure(second);
        }
        for (int i = 0; i < kills; i++) {
          try (var child = standby.next()) {
            var victim = Operation.values()[i % Operation.values().length];
            kill(child, calls(child, victim), threads);
          }
        }
      }
      judge(service);
    }
  }

  /** How long each operation takes a process that has just begun: the kills fall into that. */
  private void measure(ChildService child) {
    fill(child, spare);
    var calls = BranchServiceGrpc.newBlockingStub(child.channel());
    for (var operation : Operation.values()) {
      var begin = System.nanoTime();
      var call = call(operation);
      run(calls, call);
      note(call, true);
      nanos.put(operation, System.nanoTime() - begin);
    }
  }

  /** The operation that is to be hit, and others beside it, each on a branch of its own. */
  private List<Call> calls(ChildService child, Operation victim) {
    fill(child, spare);
    var calls = new ArrayList<Call>();
    calls.add(call(victim));
    while (calls.size() < together) {
      calls.add(call(Operation.values()[random.nextInt(Operation.values().length)]));
    }
    return calls;
  }

  private void fill(ChildService child, int branches) {
    var calls = BranchServiceGrpc.newBlockingStub(child.channel());
    while (usable.size() < branches) {
      var call = call(Operation.CREATE);
      run(calls, call);
      assertThat(
              calls
                  .loadBundle(
                      LoadBundleRequest.newBuilder()
                          .setName(call.name())
                          .setRole(BundleRole.BUNDLE_ROLE_CANDIDATE)
                          .setArchive(ByteString.copyFrom(BranchArchives.archive("guard")))
                          .build())
                  .getBundlesCount())
          .isEqualTo(1);
      note(call, true);
    }
  }

  private Call call(Operation operation) {
    var id = new UUID(random.nextLong(), random.nextLong());
    if (operation == Operation.CREATE) {
      return new Call(operation, "stores/ops/branches/k" + names++, Instant.EPOCH, id);
    }
    var name = usable.stream().sorted().skip(random.nextInt(usable.size())).findFirst();
    usable.remove(name.orElseThrow());
    var expiry = Instant.now().plusSeconds(50_000 + random.nextInt(50_000));
    return new Call(operation, name.get(), Instant.ofEpochSecond(expiry.getEpochSecond()), id);
  }

  private void kill(ChildService child, List<Call> calls, ExecutorService threads)
      throws InterruptedException {
    var stub = BranchServiceGrpc.newBlockingStub(child.channel());
    var answers =
        calls.stream()
            .map(call -> CompletableFuture.supplyAsync(() -> answered(stub, call), threads))
            .toList();
    var longest = nanos.get(calls.getFirst().operation());
    LockSupport.parkNanos(random.nextLong(longest * 3 / 2));
    child.kill();
    for (int i = 0; i < together; i++) {
      var answered = answers.get(i).join();
      cut += answered ? 0 : 1;
      note(calls.get(i), answered);
    }
  }

  /** Whether the call was answered before the process died. */
  private boolean answered(BranchServiceBlockingStub calls, Call call) {
    try {
      run(calls, call);
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .as("seed %d, %s: %s", seed, call, e.getStatus())
          .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
      return false;
    }
  }

  private static void run(BranchServiceBlockingStub stub, Call call) {
    var calls = stub.withDeadlineAfter(30, TimeUnit.SECONDS);
    var answer =
        switch (call.operation()) {
          case CREATE ->
              calls.createBranch(
                  CreateBranchRequest.newBuilder()
                      .setParent("stores/ops")
                      .setBranchId(call.name().substring(call.name().lastIndexOf('/') + 1))
                      .setTtl(Duration.newBuilder().setSeconds(40_000))
                      .setRequestId(call.id().toString())
                      .build());
          case RESET ->
              calls.resetBranch(ResetBranchRequest.newBuilder().setName(call.name()).build());
          case EXTEND ->
              calls.extendBranch(
                  ExtendBranchRequest.newBuilder()
                      .setName(call.name())
                      .setExpireTime(Timestamps.fromMillis(call.expiry().toEpochMilli()))
                      .build());
          case DELETE ->
              calls.deleteBranch(DeleteBranchRequest.newBuilder().setName(call.name()).build());
        };
    assertThat(answer.getName()).isEqualTo(call.name());
  }

  private void note(Call call, boolean answered) {
    switch (call.operation()) {
      case CREATE -> (answered ? alive : unknown).add(call.name());
      case RESET -> alive.add(call.name());
      case EXTEND -> {
        alive.add(call.name());
        if (answered) {
          expiries.put(call.name(), call.expiry());
        } else {
          expiries.remove(call.name());
        }
      }
      case DELETE -> {
        alive.remove(call.name());
        (answered ? gone : unknown).add(call.name());
      }
    }
    // A reset that was cut off leaves its branch to the reconciliation.
    if (alive.contains(call.name()) && (answered || call.operation() == Operation.EXTEND)) {
      usable.add(call.name());
    }
  }

  private void judge(ServiceUnderTest service) throws SQLException {
    var parts = service.process();
    Await.until(
        "the dead processes' statements are over",
        java.time.Duration.ofSeconds(20),
        () -> working(service) == 0);
    var before = states(all(parts));
    service.clock.tick(
        java.time.Duration.between(service.clock.instant(), Instant.now()).plusMinutes(3));
    var done = parts.reconciler().run();
    var all = all(parts);
    System.out.printf(
        "%s: seed %d, %d kills, %d of %d calls cut off, before %s, %s, after %s%n",
        getClass().getSimpleName(), seed, kills, cut, kills * together, before, done, states(all));
    assertThat(cut).as("seed %d: kills that hit something", seed).isGreaterThan(kills / 4);
    if (kills >= 50) {
      assertThat(done.changes()).as("seed %d: work for the reconciliation", seed).isPositive();
    }

    var ready = all.stream().filter(b -> b.state() == BranchState.READY).toList();
    assertThat(states(all).keySet())
        .as("seed %d: no intent is left", seed)
        .isSubsetOf(EnumSet.of(BranchState.READY, BranchState.DELETED, BranchState.FAILED));
    assertThat(parts.provider().list(parts.records().installation(), "ops"))
        .as("seed %d: each fork has its record, each record its fork", seed)
        .containsExactlyInAnyOrderElementsOf(ready.stream().map(Branch::forkName).toList());
    assertThat(left(service, all))
        .as("seed %d: what is left", seed)
        .containsExactlyInAnyOrderElementsOf(
            ready.stream().flatMap(branch -> things(branch).stream()).toList());
    assertThat(done.lost()).as("seed %d: lost forks", seed).isZero();

    var readyNames = ready.stream().map(b -> b.name().toString()).collect(Collectors.toSet());
    assertThat(readyNames).as("seed %d: what callers were promised", seed).containsAll(alive);
    assertThat(readyNames).as("seed %d: what is deleted", seed).doesNotContainAnyElementsOf(gone);
    readyNames.removeAll(alive);
    assertThat(unknown).as("seed %d: the rest was cut off", seed).containsAll(readyNames);
    for (var branch : ready) {
      try (var fork = service.store.open(parts.branches().connect(branch.name()))) {
        assertThat(StoreUnderTest.texts(fork, "SELECT digest FROM loaded_bundle"))
            .as("seed %d: %s", seed, branch.name())
            .containsExactlyElementsOf(
                branch.bundles().stream().map(LoadedBundle::digest).toList());
        assertThat(StoreUnderTest.texts(fork, "SELECT count(*) FROM action")).containsExactly("5");
      }
      var promised = expiries.get(branch.name().toString());
      assertThat(branch.expireTime())
          .as("seed %d: %s", seed, branch.name())
          .isEqualTo(promised == null ? branch.expireTime() : promised);
    }
    assertThat(parts.reconciler().run())
        .as("seed %d: nothing is left for another one", seed)
        .isEqualTo(Reconciliation.NOTHING);
  }

  private static Map<BranchState, Long> states(List<Branch> all) {
    return all.stream()
        .collect(Collectors.groupingBy(Branch::state, TreeMap::new, Collectors.counting()));
  }

  private static List<Branch> all(ServiceUnderTest.Parts parts) {
    return parts
        .records()
        .page(
            new PageQuery(
                Optional.empty(),
                EnumSet.allOf(BranchState.class),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                10_000));
  }

  private static int working(ServiceUnderTest service) {
    try (var connection = service.store.open()) {
      return Integer.parseInt(
          StoreUnderTest.texts(
                  connection,
                  """
                  SELECT count(*) FROM pg_stat_activity
                  WHERE application_name LIKE 'hindcast-branch-service%' AND state <> 'idle'""")
              .getFirst());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, String> settings(ServiceUnderTest service) {
    var all = new HashMap<>(storeSettings());
    all.putAll(known(service));
    return all;
  }

  private static Map<String, String> known(ServiceUnderTest service) {
    return Map.ofEntries(
        Map.entry("grpc.server.port", "${random.port}"),
        Map.entry("hindcast.branch.database.url", service.control.url()),
        Map.entry("hindcast.branch.database.user", service.control.user()),
        Map.entry("hindcast.branch.database.password", service.control.password()),
        Map.entry("hindcast.branch.stores.ops.url", service.login.url()),
        Map.entry("hindcast.branch.stores.ops.user", service.login.user()),
        Map.entry("hindcast.branch.stores.ops.password", service.login.password()),
        Map.entry("hindcast.branch.credential-key", "a key that is only for tests"),
        Map.entry("hindcast.branch.max-branches", "1000"),
        Map.entry("hindcast.branch.grace", "30m"),
        Map.entry("hindcast.branch.sweep-interval", "1h"),
        Map.entry("hindcast.branch.measure-interval", "1h"),
        Map.entry("hindcast.branch.reconcile-interval", "1h"));
  }

  /** The next processes start while the present one works: most of the time is theirs. */
  private static final class Standby implements AutoCloseable {
    private final String classes;
    private final String archive;
    private final Map<String, String> settings;
    private final BlockingQueue<ChildService> ready = new ArrayBlockingQueue<>(1);
    private final List<Thread> starters = new ArrayList<>();

    Standby(String classes, String archive, Map<String, String> settings) {
      this.classes = classes;
      this.archive = archive;
      this.settings = settings;
      for (int i = 0; i < 2; i++) {
        starters.add(Thread.ofVirtual().name("standby-" + i).start(this::start));
      }
    }

    private void start() {
      try {
        while (true) {
          var child = ChildService.start(classes, archive, settings);
          try {
            ready.put(child);
          } catch (InterruptedException e) {
            child.close();
            throw e;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    ChildService next() throws InterruptedException {
      var child = ready.poll(60, TimeUnit.SECONDS);
      assertThat(child).as("a process starts within a minute").isNotNull();
      return child;
    }

    @Override
    public void close() throws InterruptedException {
      for (var starter : starters) {
        starter.interrupt();
        starter.join();
      }
      for (var child = ready.poll(); child != null; child = ready.poll()) {
        child.close();
      }
    }
  }
}
