package dev.hindcast.branch.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.branch.provider.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One request id at two stores at the same moment. */
class RequestIdIT {
  @Test
  void isTheFirstOnesWhoeverThatIs() throws Exception {
    try (var service = new ServiceUnderTest();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var records = service.process().records();
      for (int round = 0; round < 20; round++) {
        var id = Optional.of(UUID.randomUUID());
        var together = new CyclicBarrier(2);
        var calls =
            Stream.of("one", "two")
                .map(store -> call(service, records, threads, together, store, id))
                .toList();
        var outcomes = List.of(calls.get(0).get(), calls.get(1).get());
        assertThat(outcomes).hasAtLeastOneElementOfType(Insertion.Inserted.class);
        assertThat(outcomes).hasAtLeastOneElementOfType(Insertion.Known.class);
      }
    }
  }

  private static Future<Insertion> call(
      ServiceUnderTest service,
      BranchStore records,
      ExecutorService threads,
      CyclicBarrier together,
      String store,
      Optional<UUID> id) {
    var wanted = new Creation(store, "", Duration.ofMinutes(10), "", new Cut.Now(), 0, id);
    var uid = UUID.randomUUID().toString().replace("-", "");
    var intent = Branch.intent(wanted, uid, "overlay", service.clock.instant());
    return threads.submit(
        () -> {
          together.await();
          return records.insert(intent, new Quotas(1000, 1000, 1 << 30, 1 << 30));
        });
  }
}
