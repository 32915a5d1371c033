package dev.hindcast.ingest.write.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.ingest.ReceivingStore;
import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.Identity;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.RecordedDecision;
import dev.hindcast.platform.jdbc.PoolMetrics;
import dev.hindcast.platform.telemetry.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Two gateways append to the same workflows, and to some degree the same actions. */
class TwoWritersIT {
  private static final PoolMetrics POOLS = new PoolMetrics(Metrics.none());

  private static final Instant TIME = Instant.parse("2026-01-01T00:30:00Z");
  private static final int WORKFLOWS = 5;
  private static final int EACH = 60;
  private static final int BATCH = 15;

  @Test
  void nothingIsLostOrDoubledAndEveryStepIsTakenOnce() throws Exception {
    var store = ReceivingStore.make();
    try (var one = new PostgresActionStore("x", store.login(), POOLS);
        var two = new PostgresActionStore("x", store.login(), POOLS);
        var threads = Executors.newFixedThreadPool(2)) {
      var stored = threads.invokeAll(List.of(writing(one, 1), writing(two, 2)));
      int sum = 0;
      for (var each : stored) {
        sum += each.get();
      }
      assertThat(sum).as("new ones, by their answers").isEqualTo(WORKFLOWS * EACH);
    }
    assertThat(
            store.rows(
                """
                SELECT workflow_id, count(*), min(step), max(step), count(DISTINCT span_id) FROM hindcast.action
                GROUP BY workflow_id ORDER BY workflow_id"""))
        .containsExactly(
            "w0|60|0|59|60", "w1|60|0|59|60", "w2|60|0|59|60", "w3|60|0|59|60", "w4|60|0|59|60");
  }

  /** Everything, in batches of an order of its own. */
  private static Callable<Integer> writing(PostgresActionStore store, long seed) {
    var all = new ArrayList<IncomingAction>();
    for (int workflow = 0; workflow < WORKFLOWS; workflow++) {
      for (int number = 0; number < EACH; number++) {
        all.add(action("w" + workflow, number));
      }
    }
    Collections.shuffle(all, new Random(seed));
    return () -> {
      int stored = 0;
      for (int from = 0; from < all.size(); from += BATCH) {
        stored += store.add(all.subList(from, from + BATCH), List.of()).actions();
      }
      return stored;
    };
  }

  private static IncomingAction action(String workflow, int number) {
    return new IncomingAction(
        Identity.of(ActionKey.of(TIME, "test", workflow, Integer.toString(number))),
        workflow,
        TIME,
        null,
        null,
        null,
        "execute_tool",
        "tool",
        "{}",
        "{}",
        null,
        null,
        List.of(),
        RecordedDecision.NONE,
        null,
        workflow + "-" + number);
  }
}
