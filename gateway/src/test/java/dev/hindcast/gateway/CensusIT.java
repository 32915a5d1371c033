package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.gateway.gauge.Census;
import dev.hindcast.gateway.gauge.CensusStore;
import dev.hindcast.proto.replay.v1.PauseReplayRequest;
import dev.hindcast.proto.replay.v1.StartReplayRequest;
import dev.hindcast.testkit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gauges of an operator are true while replays wait, are paused, and follow. */
class CensusIT {
  private final Hindcast hindcast = new Hindcast();

  @AfterEach
  void close() {
    hindcast.close();
  }

  @Test
  void whatWaitsIsCountedAndWhatIsPausedIsNot() {
    var gateway = hindcast.gateway();
    var name = gateway.start(hindcast.branch("waits"), 3).getName();
    assertThat(census(gateway)).isEqualTo(census(1, 0, new Census.Shards(3, 0, 0, 0)));
    var paused =
        gateway.replays().pauseReplay(PauseReplayRequest.newBuilder().setName(name).build());
    assertThat(paused.getName()).isEqualTo(name);
    assertThat(census(gateway)).isEqualTo(census(0, 1, new Census.Shards(0, 0, 0, 0)));
  }

  @Test
  void whatArrivesWaitsUntilItIsJudged() {
    var gateway =
        hindcast.gateway(
            Duration.ofSeconds(10), Map.of("hindcast.gateway.follow.interval", "50ms"));
    var origin = hindcast.branch("of-followed");
    var store = hindcast.branches.store(origin);
    var branch = hindcast.branches.forkAt("followed", store, store.follow());
    var replay =
        gateway
            .replays()
            .startReplay(StartReplayRequest.newBuilder().setBranch(branch).setFollow(true).build());
    assertThat(replay.getName()).isNotEmpty();
    store.refunds("arrives", 400, 100);
    Await.until(
        "what arrived is cut", Duration.ofSeconds(20), () -> census(gateway).waiting() == 2);
    assertThat(census(gateway).following()).isOne();
    assertThat(census(gateway).lag())
        .as("nothing is judged since the fork, which these neighbours say is years old")
        .isGreaterThan(Duration.ofDays(1));
    try (var _ = gateway.worker("one", 2).honest(2)) {
      Await.until(
          "what arrived is judged",
          Duration.ofSeconds(20),
          () -> census(gateway).waiting() == 0 && census(gateway).running() == 0);
    }
    assertThat(census(gateway).following()).isOne();
    assertThat(census(gateway).lag()).isLessThan(Duration.ofMinutes(1));
  }

  private static Census census(Hindcast.Gateway gateway) {
    return gateway.service().bean(CensusStore.class).read();
  }

  private static Census census(long running, long paused, Census.Shards shards) {
    return new Census(running, paused, 0, shards, Duration.ZERO, 0);
  }
}
