package dev.hindcast.branch.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.event.EventWatches.Watcher;
import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventWatchesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Kept kept = new Kept();
  private final EventWatches watches =
      new EventWatches(kept, new TraceStores(List.of(store("desk"), store("ops"))));

  private static TraceStore store(String id) {
    return new TraceStore(
        id, "overlay", new DatabaseSettings("jdbc:postgresql://none/none", "x", "", 1), Map.of());
  }

  /** Events in memory, which counts who asks. */
  private static final class Kept implements EventStore {
    private final List<BranchEvent> all = new ArrayList<>();
    private final AtomicInteger missedReads = new AtomicInteger();
    private final Set<Thread> readers = ConcurrentHashMap.newKeySet();
    private volatile RuntimeException broken;

    private void happen(String store) {
      append(
          new BranchEvent(
              0,
              Instant.EPOCH,
              EventKind.READY,
              store,
              Optional.of("b"),
              "u",
              "",
              Optional.empty(),
              ""));
    }

    @Override
    public synchronized void append(BranchEvent event) {
      all.add(
          new BranchEvent(
              all.size() + 1,
              event.time(),
              event.kind(),
              event.store(),
              event.branchId(),
              event.uid(),
              event.owner(),
              event.expireTime(),
              event.detail()));
    }

    @Override
    public synchronized List<BranchEvent> after(Optional<String> store, long position, int limit) {
      if (broken != null) {
        throw broken;
      }
      missedReads.addAndGet(store.isPresent() ? 1 : 0);
      if (store.isEmpty()) {
        readers.add(Thread.currentThread());
      }
      return all.stream()
          .filter(event -> event.position() > position)
          .filter(event -> store.isEmpty() || store.get().equals(event.store()))
          .limit(limit)
          .toList();
    }

    @Override
    public synchronized long newest() {
      return all.size();
    }

    @Override
    public int forget(Instant before) {
      return 0;
    }
  }

  private static final class Heard implements Watcher {
    private final List<Long> positions = new CopyOnWriteArrayList<>();
    private volatile boolean open = true;
    private volatile boolean ready = true;
    private volatile RuntimeException lost;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void happened(BranchEvent event) {
      positions.add(event.position());
    }

    @Override
    public void lost(RuntimeException cause) {
      lost = cause;
    }
  }

  private Heard watch(String store, OptionalLong after) {
    var heard = new Heard();
    watches.add(store.isEmpty() ? Optional.empty() : Optional.of(store), after, heard);
    return heard;
  }

  private static void hears(Heard heard, Long... positions) {
    Await.until(
        "heard " + List.of(positions), PATIENCE, () -> heard.positions.size() >= positions.length);
    assertThat(heard.positions).containsExactly(positions);
  }

  @Test
  void manyWatchersCostOneReaderAndEachHearsItsStore() {
    kept.happen("ops");
    var ops = IntStream.range(0, 200).mapToObj(i -> watch("ops", OptionalLong.empty())).toList();
    var desk = watch("desk", OptionalLong.empty());
    var all = watch("", OptionalLong.empty());
    kept.happen("ops");
    kept.happen("desk");
    kept.happen("ops");
    ops.forEach(heard -> hears(heard, 2L, 4L));
    hears(desk, 3L);
    hears(all, 2L, 3L, 4L);
    assertThat(kept.missedReads).hasValue(0);
    assertThat(kept.readers).hasSize(1);
  }

  @Test
  void whoComesLateReadsWhatItMissedAndGoesOnWithTheOthers() {
    var first = watch("ops", OptionalLong.empty());
    for (int i = 0; i < 3000; i++) {
      kept.happen(i % 2 == 0 ? "ops" : "desk");
    }
    var late = watch("ops", OptionalLong.of(0));
    var slow = watch("ops", OptionalLong.empty());
    slow.ready = false;
    var odd = LongStream.range(0, 1500).mapToObj(i -> 2 * i + 1).toArray(Long[]::new);
    hears(first, odd);
    hears(late, odd);
    for (int i = 0; i < 2500; i++) {
      kept.happen("ops");
    }
    var more = LongStream.rangeClosed(3001, 5500).boxed().toArray(Long[]::new);
    Await.until("the others are ahead", PATIENCE, () -> late.positions.size() == 4000);
    assertThat(slow.positions).isEmpty();
    slow.ready = true;
    hears(slow, more);
  }

  @Test
  void whenTheEventsCannotBeReadAllAreToldAndLaterOnesBeginAnew() {
    var one = watch("ops", OptionalLong.empty());
    var other = watch("desk", OptionalLong.empty());
    kept.broken = new IllegalStateException("no answer");
    for (var heard : List.of(one, other)) {
      Await.until("it is told", PATIENCE, () -> heard.lost == kept.broken);
    }
    kept.broken = null;
    var later = watch("ops", OptionalLong.empty());
    kept.happen("ops");
    hears(later, 1L);
    watches.onApplicationEvent(null);
    Await.until("the end is told", PATIENCE, () -> later.lost != null);
  }

  @Test
  void whoLeavesHearsNoMoreAndTheLastOneEndsTheReading() {
    var gone = watch("ops", OptionalLong.empty());
    gone.open = false;
    kept.happen("ops");
    var next = watch("ops", OptionalLong.empty());
    kept.happen("ops");
    hears(next, 2L);
    assertThat(gone.lost).isNull();
    next.open = false;
    Await.until("nobody reads", PATIENCE, () -> kept.readers.stream().noneMatch(Thread::isAlive));
  }
}
