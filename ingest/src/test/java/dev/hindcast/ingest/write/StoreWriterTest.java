package dev.hindcast.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.Identity;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import dev.hindcast.ingest.action.RecordedDecision;
import dev.hindcast.ingest.write.StoreWriter.Capacity;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.telemetry.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StoreWriterTest {
  private static final Capacity ROOM = new Capacity(100, 1 << 20);

  /** Holds its first batch until it is let go. */
  private static final class SlowStore implements ActionStore {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Integer> batches = new ArrayList<>();

    @Override
    public Stored add(List<IncomingAction> actions, List<IncomingOutcome> outcomes)
        throws RefusedValueException {
      begun.countDown();
      try {
        assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (actions.stream().anyMatch(action -> "down".equals(action.tool()))) {
        throw new FailureException(new Failure.DependencyUnavailable("the store"));
      }
      if (actions.stream().anyMatch(action -> "bad".equals(action.tool()))) {
        throw new RefusedValueException("22000");
      }
      batches.add(actions.size());
      return new Stored(actions.size(), outcomes.size());
    }

    @Override
    public void close() {}
  }

  @Test
  void whatComesMeanwhileIsOneBatchAndTooMuchIsTurnedAway() throws Exception {
    var store = new SlowStore();
    try (var writer = new StoreWriter("x", store, ROOM, new IngestMetrics(Metrics.none()))) {
      var first = writer.write(delivery("a", 1));
      assertThat(store.begun.await(30, TimeUnit.SECONDS)).isTrue();
      var second = writer.write(delivery("b", 60));
      var third = writer.write(delivery("c", 40));
      var fourth = writer.write(delivery("d", 1));
      assertThatThrownBy(fourth::join)
          .hasRootCauseInstanceOf(FailureException.class)
          .rootCause()
          .extracting(e -> ((FailureException) e).failure())
          .isEqualTo(new Failure.QuotaExceeded("actions waiting for stores/x", 100, 100));
      assertThat(first).isNotDone();
      store.go.countDown();
      assertThat(List.of(first.join(), second.join(), third.join())).containsOnly(Receipt.COMPLETE);
      assertThat(store.batches).containsExactly(1, 100);
    }
  }

  @Test
  void whatIsLargeIsTurnedAwayByItsBytesUntilTheBatchBeforeIsAnswered() throws Exception {
    var store = new SlowStore();
    var large = delivery("x".repeat(10_000), 1);
    var room = new Capacity(100, 5 * large.bytes() / 2);
    try (var writer = new StoreWriter("x", store, room, new IngestMetrics(Metrics.none()))) {
      var first = writer.write(large);
      assertThat(store.begun.await(30, TimeUnit.SECONDS)).isTrue();
      writer.requireRoom();
      // The first one is being written: it takes its memory still.
      var second = writer.write(large);
      assertThat(failure(() -> writer.write(large).join()))
          .isEqualTo(
              new Failure.QuotaExceeded(
                  "bytes waiting for stores/x", room.bytes(), 2 * large.bytes()));
      var filling = writer.write(delivery("y", 1));
      store.go.countDown();
      assertThat(List.of(first.join(), second.join(), filling.join()))
          .containsOnly(Receipt.COMPLETE);
      assertThat(writer.write(large).join()).isEqualTo(Receipt.COMPLETE);
    }
  }

  @Test
  void whatIsLargerThanAllThatMayWaitGetsInAloneAndThenThereIsNoRoom() throws Exception {
    var store = new SlowStore();
    var huge = delivery("x".repeat(10_000), 1);
    var room = new Capacity(100, 1000);
    try (var writer = new StoreWriter("x", store, room, new IngestMetrics(Metrics.none()))) {
      var first = writer.write(huge);
      assertThat(store.begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(failure(writer::requireRoom))
          .isEqualTo(new Failure.QuotaExceeded("bytes waiting for stores/x", 1000, huge.bytes()));
      store.go.countDown();
      assertThat(first.join()).isEqualTo(Receipt.COMPLETE);
      writer.requireRoom();
    }
  }

  @Test
  void aBatchHasNoMoreBytesThanItMay() throws Exception {
    var store = new SlowStore();
    var room = new Capacity(100, 1 << 30);
    try (var writer = new StoreWriter("x", store, room, new IngestMetrics(Metrics.none()))) {
      var deliveries = new ArrayList<CompletableFuture<Receipt>>();
      deliveries.add(writer.write(delivery("a", 1)));
      assertThat(store.begun.await(30, TimeUnit.SECONDS)).isTrue();
      var text = "x".repeat(7 << 20);
      for (int i = 0; i < 5; i++) {
        deliveries.add(writer.write(new Delivery(List.of(action(text, i)), List.of())));
      }
      store.go.countDown();
      deliveries.forEach(CompletableFuture::join);
      assertThat(store.batches).containsExactly(1, 2, 2, 1);
    }
  }

  private static Failure failure(ThrowingCallable call) {
    var thrown = catchThrowable(call);
    return ((FailureException) (thrown.getCause() == null ? thrown : thrown.getCause())).failure();
  }

  @Test
  void aValueThatIsRefusedIsCountedForItsRequestAlone() {
    var store = new SlowStore();
    store.go.countDown();
    try (var writer = new StoreWriter("x", store, ROOM, new IngestMetrics(Metrics.none()))) {
      var mixed = new ArrayList<>(delivery("e", 7).actions());
      mixed.add(3, action("bad", 100));
      mixed.add(action("bad", 101));
      assertThat(writer.write(new Delivery(mixed, List.of())).join()).isEqualTo(new Receipt(2));
      assertThat(store.batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
      assertThat(writer.write(delivery("f", 1)).join()).isEqualTo(Receipt.COMPLETE);
    }
  }

  @Test
  void aStoreThatDoesNotAnswerFailsTheBatchAndTheNextOneTriesAnew() {
    var store = new SlowStore();
    store.go.countDown();
    var writer = new StoreWriter("x", store, ROOM, new IngestMetrics(Metrics.none()));
    assertThatThrownBy(() -> writer.write(delivery("down", 2)).join())
        .hasRootCauseMessage("the store does not answer; try again");
    assertThat(writer.write(delivery("g", 1)).join()).isEqualTo(Receipt.COMPLETE);
    writer.close();
    assertThat(writer.write(delivery("h", 1))).isCompletedExceptionally();
  }

  private static Delivery delivery(String tool, int count) {
    return new Delivery(
        IntStream.range(0, count).mapToObj(i -> action(tool, i)).toList(), List.of());
  }

  private static IncomingAction action(String tool, int number) {
    return new IncomingAction(
        Identity.of(ActionKey.of(Instant.EPOCH, "test", tool, Integer.toString(number))),
        "w",
        Instant.EPOCH,
        "",
        "",
        "",
        "execute_tool",
        tool,
        "{}",
        "{}",
        "{}",
        null,
        List.of(),
        RecordedDecision.NONE,
        null,
        null);
  }
}
