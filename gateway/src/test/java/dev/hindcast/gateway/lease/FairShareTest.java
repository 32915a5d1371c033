package dev.hindcast.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.gateway.branch.ForkPoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private final FairShare shares = new FairShare();

  private static WaitingReplay waiting(String name, int weight, int shards) {
    return new WaitingReplay(
        name, "branch", new ForkPoint("0/1", "1:1:", Instant.EPOCH, "1", "EXACT"), weight, shards);
  }

  private Map<String, Integer> deal(int rounds, int slots, WaitingReplay... waiting) {
    var sums = new HashMap<String, Integer>();
    for (var i = 0; i < rounds; i++) {
      shares
          .deal(List.of(waiting), slots)
          .forEach((replay, count) -> sums.merge(replay.replay(), count, Integer::sum));
    }
    return sums;
  }

  @Test
  void oneSlotAtATimeIsDealtByWeight() {
    assertThat(deal(60, 1, waiting("a", 10, 1_000), waiting("b", 20, 1_000)))
        .containsEntry("a", 20)
        .containsEntry("b", 40);
  }

  @Test
  void manySlotsAtATimeAreDealtByWeight() {
    assertThat(deal(5, 12, waiting("a", 1, 1_000), waiting("b", 5, 1_000)))
        .containsEntry("a", 10)
        .containsEntry("b", 50);
  }

  @Test
  void whatOneCannotUseGoesToTheOthers() {
    assertThat(deal(1, 10, waiting("a", 10, 2), waiting("b", 10, 1_000)))
        .containsEntry("a", 2)
        .containsEntry("b", 8);
    assertThat(deal(1, 10, waiting("a", 10, 2))).containsEntry("a", 2);
  }

  @Test
  void oneThatComesLaterMakesUpForNothing() {
    var _ = deal(100, 1, waiting("old", 10, 1_000));
    assertThat(deal(20, 1, waiting("old", 10, 1_000), waiting("new", 10, 3_000)))
        .containsEntry("old", 10)
        .containsEntry("new", 10);
  }

  @Test
  void oneThatComesBackMakesUpForNothing() {
    var _ = deal(4, 1, waiting("a", 10, 1_000), waiting("b", 10, 1_000));
    var _ = deal(100, 1, waiting("b", 10, 1_000));
    assertThat(deal(20, 1, waiting("a", 10, 1_000), waiting("b", 10, 1_000)).get("a"))
        .isBetween(9, 11);
  }
}
