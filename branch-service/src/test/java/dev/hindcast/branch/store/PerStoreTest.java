package dev.hindcast.branch.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PerStoreTest {
  private static final Function<String, String> STORE = item -> item.substring(0, 1);

  @Test
  void aStoreThatNeverAnswersHoldsUpNoOther() throws Exception {
    var forEver = new CountDownLatch(1);
    var entered = new AtomicInteger();
    var perStore = new PerStore(Duration.ofMillis(200));
    Function<String, String> step =
        item -> {
          if (item.startsWith("a")) {
            entered.incrementAndGet();
            await(forEver);
          }
          return item;
        };
    assertThat(perStore.run(List.of("a1", "a2", "b1", "b2"), STORE, step))
        .containsExactly("b1", "b2");
    assertThat(perStore.run(List.of("a1", "b1"), STORE, step)).containsExactly("b1");
    assertThat(entered).as("it is not asked again while it is silent").hasValue(1);
    forEver.countDown();
  }

  @Test
  void aStoreThatIsSilentTwiceIsLeftAloneForARun() {
    var asked = new AtomicInteger();
    var perStore = PerStore.ofSweeps();
    Function<String, String> step =
        item -> {
          asked.incrementAndGet();
          throw new FailureException(new Failure.DependencyUnavailable("stores/a"));
        };
    assertThat(perStore.run(List.of("a1", "a2", "a3", "a4"), STORE, step)).isEmpty();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aFaultKeepsNothingElseFromBeingDone() {
    Function<String, String> step =
        item -> {
          if (!item.equals("a4")) {
            throw new IllegalStateException("a fault");
          }
          return item;
        };
    assertThat(PerStore.ofSweeps().run(List.of("a1", "a2", "a3", "a4"), STORE, step))
        .containsExactly("a4");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
