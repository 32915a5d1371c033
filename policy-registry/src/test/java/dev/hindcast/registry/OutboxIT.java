package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.registry.activation.Activation;
import dev.hindcast.registry.activation.ActivationQueue;
import dev.hindcast.registry.activation.ActivationStore;
import dev.hindcast.registry.activation.Answer;
import dev.hindcast.registry.activation.StoreActivation;
import dev.hindcast.registry.activation.StoreActivation.State;
import dev.hindcast.testkit.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of the outbox, each at the moment where it could break. */
class OutboxIT {
  private static final ActivationQueue GUARD = new ActivationQueue("eu", "guard");
  private static final ActivationQueue OTHER = new ActivationQueue("eu", "other");
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Answer RECORDED = new Answer.Recorded();
  private static final Answer UNAVAILABLE = new Answer.Unavailable("down");
  private static final Answer REFUSED = new Answer.Refused("BUNDLE_REJECTED: it is odd");

  private Registry registry;
  private ActivationStore outbox;
  private Instant now = TestClock.START.plusSeconds(1);

  @BeforeEach
  void fill() {
    // No branch-service: nobody but the test delivers.
    registry = Registry.start(TestPostgres.emptyDatabase(), Map.of());
    outbox = registry.service.bean(ActivationStore.class);
    registry.publishVersions("guard", 2);
    registry.publishVersions("other", 1);
    move("guard", 1, 0);
    move("guard", 2, 1);
    move("other", 1, 0);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void nobodyOvertakesADeliveryThatIsUnderWay() {
    var first = claim(GUARD);
    assertThat(first.version().number()).isEqualTo(1);
    assertThat(outbox.claim(GUARD, now, LEASE)).isEmpty();
    assertThat(outbox.due(Optional.empty(), now)).containsExactly(OTHER);
    settle(claim(OTHER), RECORDED);

    settle(first, RECORDED);
    var second = claim(GUARD);
    assertThat(second.version().number()).isEqualTo(2);
    settle(second, RECORDED);
    assertThat(outbox.claim(GUARD, now, LEASE)).isEmpty();
    assertThat(outbox.due(Optional.empty(), now)).isEmpty();
  }

  @Test
  void ofRacingClaimsExactlyOneWins() {
    var claims = Registry.race(8, () -> outbox.claim(GUARD, now, LEASE).isPresent());
    assertThat(claims).filteredOn(won -> won).hasSize(1);
  }

  @Test
  void oneThatCouldNotBeDeliveredStaysTheOldestAndIsCounted() {
    for (var attempt = 1; attempt <= 2; attempt++) {
      var claimed = claim(GUARD);
      assertThat(claimed.version().number()).isEqualTo(1);
      assertThat(claimed.attempt()).isEqualTo(attempt);
      settle(claimed, UNAVAILABLE);
    }
    assertThat(outbox.due(Optional.empty(), now)).containsExactly(GUARD, OTHER);
    assertThat(outbox.due(Optional.of("other"), now)).containsExactly(OTHER);
  }

  @Test
  void theLeaseOfOneThatDiedRunsOutAndItsLateWordIsVoid() {
    var dead = claim(GUARD);
    now = now.plus(LEASE);
    var next = claim(GUARD);
    assertThat(next.moveId()).isEqualTo(dead.moveId());

    settle(dead, REFUSED);
    assertThat(states("guard")).extracting(StoreActivation::state).containsOnly(State.PENDING);
    assertThat(outbox.claim(GUARD, now, LEASE)).isEmpty();
    settle(next, RECORDED);
    assertThat(claim(GUARD).version().number()).isEqualTo(2);
  }

  @Test
  void aRefusedOneIsOvertakenByTheNextMoveAndNeverComesBack() {
    settle(claim(GUARD), REFUSED);
    var second = claim(GUARD);
    assertThat(second.version().number()).isEqualTo(2);
    settle(second, RECORDED);

    now = now.plus(PAUSE);
    assertThat(outbox.claim(GUARD, now, LEASE)).isEmpty();
    assertThat(states("guard")).containsExactly(new StoreActivation("eu", State.ACTIVE, ""));
  }

  @Test
  void theNewestOneThatIsRefusedIsOnRecordAndTriedAgainSlowly() {
    settle(claim(OTHER), REFUSED);
    assertThat(states("other"))
        .containsExactly(new StoreActivation("eu", State.REFUSED, "BUNDLE_REJECTED: it is odd"));
    assertThat(outbox.claim(OTHER, now.plus(PAUSE).minusMillis(1), LEASE)).isEmpty();

    now = now.plus(PAUSE);
    assertThat(outbox.due(Optional.of("other"), now)).containsExactly(OTHER);
    settle(claim(OTHER), RECORDED);
    assertThat(states("other")).containsExactly(new StoreActivation("eu", State.ACTIVE, ""));
  }

  @Test
  void aStoreThatIsNewLearnsWhatProductionRunsAndOnlyOnce() {
    var stores = List.of("eu", "us");
    assertThat(outbox.appendMissing(stores, now)).isEqualTo(2);
    assertThat(outbox.appendMissing(stores, now)).isZero();
    assertThat(outbox.appendMissing(List.of(), now)).isZero();

    var guard = claim(new ActivationQueue("us", "guard"));
    assertThat(guard.version().number()).isEqualTo(2);
    assertThat(guard.moveTime()).isBefore(now);
    assertThat(states("guard")).extracting(StoreActivation::store).containsExactly("eu", "us");
  }

  @Test
  void whatIsOldAndDoneIsForgottenButNotWhatProductionShows() {
    settle(claim(GUARD), RECORDED);
    settle(claim(GUARD), RECORDED);
    settle(claim(OTHER), RECORDED);
    assertThat(outbox.prune(now, 10)).isZero();

    assertThat(outbox.prune(now.plusSeconds(1), 10)).isEqualTo(1);
    assertThat(outbox.appendMissing(List.of("eu"), now)).isZero();
    move("guard", 1, 2);
    assertThat(outbox.prune(now.plusSeconds(1), 10)).isEqualTo(1);
  }

  private Activation claim(ActivationQueue queue) {
    return outbox.claim(queue, now, LEASE).orElseThrow();
  }

  private void settle(Activation activation, Answer answer) {
    outbox.settle(activation, answer, now, PAUSE);
  }

  private List<StoreActivation> states(String bundle) {
    var channel = registry.channel("bundles/" + bundle + "/channels/production");
    return outbox.statesOf(UUID.fromString(channel.getEtag()));
  }

  private void move(String bundle, long to, long expected) {
    assertThat(registry.move(bundle, "production", to, expected).getEtag()).isNotEmpty();
    assertThat(outbox.appendMissing(List.of("eu"), TestClock.START)).isEqualTo(1);
  }
}
