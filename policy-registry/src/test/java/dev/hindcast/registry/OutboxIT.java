package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationQueue;
import dev.hindcast.registry.activation.ActivationStore;
import dev.hindcast.registry.activation.ActivationStore.Attempt;
import dev.hindcast.testkit.TestPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of the outbox, each at the moment where it could break. */
class OutboxIT {
  private static final ActivationQueue GUARD = new ActivationQueue("eu", "guard");
  private static final ActivationQueue OTHER = new ActivationQueue("eu", "other");

  private Registry registry;
  private ActivationStore outbox;

  @BeforeEach
  void fill() {
    registry =
        Registry.start(
            TestPostgres.emptyDatabase(),
            Map.of(
                "hindcast.registry.branch-service",
                "127.0.0.1:" + FakeBranchService.freePort(),
                "hindcast.registry.stores",
                "eu",
                "hindcast.registry.delivery-interval",
                "1h"));
    registry.publishVersions("guard", 2);
    registry.publishVersions("other", 1);
    assertThat(registry.move("guard", "production", 1, 0).getHistoryCount()).isEqualTo(1);
    assertThat(registry.move("guard", "production", 2, 1).getHistoryCount()).isEqualTo(2);
    assertThat(registry.move("other", "production", 1, 0).getHistoryCount()).isEqualTo(1);
    outbox = registry.service.bean(ActivationStore.class);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void nobodyOvertakesADeliveryThatIsUnderWay() {
    var meanwhile = new ArrayList<Attempt>();

    var attempt =
        attempt(
            GUARD,
            first -> {
              assertThat(first.version().number()).isEqualTo(1);
              meanwhile.add(attempt(GUARD, _ -> true));
              meanwhile.add(attempt(OTHER, _ -> true));
              return true;
            });

    assertThat(attempt).isEqualTo(Attempt.DELIVERED);
    assertThat(meanwhile).containsExactly(Attempt.NOTHING, Attempt.DELIVERED);
    assertThat(attempt(GUARD, second -> second.version().number() == 2))
        .isEqualTo(Attempt.DELIVERED);
    assertThat(attempt(GUARD, _ -> true)).isEqualTo(Attempt.NOTHING);
    assertThat(outbox.pending(Optional.empty())).isEmpty();
  }

  @Test
  void aRefusedOneStaysTheOldestAndIsCounted() {
    var before = new ArrayList<Integer>();
    for (var i = 0; i < 2; i++) {
      var attempt =
          attempt(
              GUARD,
              activation -> {
                assertThat(activation.version().number()).isEqualTo(1);
                before.add(activation.attempts());
                return false;
              });
      assertThat(attempt).isEqualTo(Attempt.REFUSED);
    }
    assertThat(before.get(1)).isEqualTo(before.get(0) + 1);
    assertThat(outbox.pending(Optional.empty())).containsExactly(GUARD, OTHER);
    assertThat(outbox.pending(Optional.of("other"))).containsExactly(OTHER);
  }

  @Test
  void aDeliveryThatBreaksLeavesEverythingAsItWas() {
    assertThatThrownBy(
            () ->
                attempt(
                    GUARD,
                    _ -> {
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");
    assertThat(attempt(GUARD, again -> again.version().number() == 1)).isEqualTo(Attempt.DELIVERED);
  }

  private Attempt attempt(ActivationQueue queue, Predicate<Activation> delivery) {
    return outbox.deliverOldest(queue, Instant.EPOCH, delivery);
  }
}
