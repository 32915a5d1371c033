package dev.hindcast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import dev.hindcast.proto.policy.v1.Channel;
import dev.hindcast.proto.policy.v1.ChannelMove;
import dev.hindcast.testkit.Errors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChannelIT {
  private static final String NOWHERE = "";

  private static Registry registry;

  @BeforeAll
  static void start() {
    registry = Registry.start();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void theFirstMoveCreatesAndTheHistoryRemembers() {
    registry.publishVersions("moves", 2);

    var first = registry.move("moves", "shadow", 1, 0);
    var second = registry.move("moves", "shadow", 2, 1);

    assertThat(first.getName()).isEqualTo("bundles/moves/channels/shadow");
    assertThat(first.getVersion()).isEqualTo("bundles/moves/versions/1");
    assertThat(first.getHistoryList()).hasSize(1);
    assertThat(second.getEtag()).isNotEqualTo(first.getEtag());
    assertThat(second.getDigest()).hasSize(64).isNotEqualTo(first.getDigest());
    assertThat(registry.channel("bundles/moves/channels/shadow")).isEqualTo(second);
    assertThat(second.getHistoryList())
        .extracting(ChannelMove::getFrom, ChannelMove::getTo)
        .containsExactly(
            Tuple.tuple("bundles/moves/versions/1", "bundles/moves/versions/2"),
            Tuple.tuple("", "bundles/moves/versions/1"));
    assertThat(second.getHistory(0).getMover()).isEqualTo("ada");
    assertThat(second.getHistory(0).getReason()).isEqualTo("because");
    assertThat(second.getHistory(0).getMoveTime()).isEqualTo(second.getUpdateTime());
  }

  @Test
  void aWrongExpectationIsRefusedWithBothSides() {
    registry.publishVersions("stale", 3);
    var name = "bundles/stale/channels/shadow";

    moved(Errors.of(() -> registry.move("stale", "shadow", 1, 2)), name, at("stale", 2), NOWHERE);
    var first = registry.move("stale", "shadow", 1, 0);
    moved(Errors.of(() -> registry.move("stale", "shadow", 2, 0)), name, NOWHERE, at("stale", 1));
    moved(
        Errors.of(() -> registry.move("stale", "shadow", 3, 2)),
        name,
        at("stale", 2),
        at("stale", 1));
    // Also where it happens to be where it should go: the caller's picture is wrong.
    moved(
        Errors.of(() -> registry.move("stale", "shadow", 1, 2)),
        name,
        at("stale", 2),
        at("stale", 1));
    assertThat(registry.channel(name)).isEqualTo(first);
  }

  @Test
  void anEtagNoticesAMoveAwayAndBack() {
    registry.publishVersions("back", 2);
    var name = "bundles/back/channels/shadow";
    var before = registry.move("back", "shadow", 1, 0);
    var away = registry.move("back", "shadow", 2, 1);
    var back = registry.move("back", "shadow", 1, 2);
    assertThat(back.getVersion()).isEqualTo(before.getVersion());
    assertThat(away.getEtag()).isNotEqualTo(back.getEtag());

    var onlyEtag = Registry.request("back", "shadow", 2, 0).setEtag(before.getEtag()).build();
    var both = Registry.request("back", "shadow", 2, 1).setEtag(before.getEtag()).build();
    for (var request : List.of(onlyEtag, both)) {
      moved(
          Errors.of(() -> registry.client().moveChannel(request)),
          name,
          before.getEtag(),
          back.getEtag());
    }

    var fresh = Registry.request("back", "shadow", 2, 0).setEtag(back.getEtag()).build();
    var after = registry.client().moveChannel(fresh);
    assertThat(after.getVersion()).isEqualTo(at("back", 2));
    assertThat(after.getHistory(0).getFrom()).isEqualTo(at("back", 1));
    var right = Registry.request("back", "shadow", 1, 2).setEtag(after.getEtag()).build();
    assertThat(registry.client().moveChannel(right).getHistoryCount()).isEqualTo(5);
    var noChannel = Registry.request("back", "none", 1, 0).setEtag("x").build();
    moved(
        Errors.of(() -> registry.client().moveChannel(noChannel)),
        "bundles/back/channels/none",
        "x",
        NOWHERE);
  }

  @Test
  void aMoveToWhereItIsChangesNothing() {
    registry.publishVersions("still", 1);
    var before = registry.move("still", "shadow", 1, 0);

    assertThat(registry.move("still", "shadow", 1, 1)).isEqualTo(before);
    var byEtag = Registry.request("still", "shadow", 1, 0).setEtag(before.getEtag()).build();
    assertThat(registry.client().moveChannel(byEtag)).isEqualTo(before);
    assertThat(registry.channel("bundles/still/channels/shadow")).isEqualTo(before);
  }

  @Test
  void aMoveThatIsRepeatedAfterItsOwnSuccessMovesNothing() {
    registry.publishVersions("again", 2);
    var id = UUID.randomUUID().toString();
    var request = Registry.request("again", "shadow", 1, 0).setRequestId(id).build();
    var first = registry.client().moveChannel(request);
    assertThat(registry.client().moveChannel(request)).isEqualTo(first);

    var second = registry.move("again", "shadow", 2, 1);
    assertThat(registry.client().moveChannel(request)).isEqualTo(second);

    // Back where the repeated move could happen once more: it does not.
    var away = Registry.request("again", "shadow", 1, 2).setRequestId(newId()).build();
    var back = Registry.request("again", "shadow", 2, 1).setRequestId(newId()).build();
    assertThat(registry.client().moveChannel(away).getHistoryCount()).isEqualTo(3);
    var third = registry.client().moveChannel(back);
    assertThat(registry.client().moveChannel(away)).isEqualTo(third);
  }

  @Test
  void aRequestIdIsOfOneMoveOnly() {
    registry.publishVersions("once", 2);
    var id = newId();
    var request = Registry.request("once", "shadow", 1, 0).setRequestId(id);
    var first = registry.client().moveChannel(request.build());
    for (var other :
        List.of(
            Registry.request("once", "shadow", 2, 1),
            Registry.request("once", "shadow", 1, 1),
            Registry.request("once", "canary", 1, 0),
            Registry.request("once", "shadow", 1, 0).setReason("another"))) {
      var error = Errors.of(() -> registry.client().moveChannel(other.setRequestId(id).build()));
      assertThat(error.getReason()).isEqualTo("REQUEST_ID_REUSED");
      assertThat(error.getMetadataMap())
          .isEqualTo(Map.of("request_id", id, "resource", first.getName()));
    }
    assertThat(registry.channel(first.getName())).isEqualTo(first);
  }

  @Test
  void ofRacingRepetitionsOneMovesAndAllSucceed() {
    registry.publishVersions("twins", 1);
    var request = Registry.request("twins", "shadow", 1, 0).setRequestId(newId()).build();
    var answers = Registry.race(6, () -> registry.client().moveChannel(request));
    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst().getHistoryCount()).isEqualTo(1);
  }

  @Test
  void ofRacingMoversExactlyOneWins() {
    registry.publishVersions("race", 10);
    var creating = new AtomicLong();
    var created = Registry.race(9, () -> tryMove(creating.incrementAndGet(), 0));
    assertThat(created).filteredOn(won -> won).hasSize(1);
    var start = registry.channel("bundles/race/channels/shadow");

    for (var round = 1; round <= 5; round++) {
      var from = number(registry.channel("bundles/race/channels/shadow"));
      var target = new AtomicLong();
      var results =
          Registry.race(
              9,
              () -> {
                var to = target.incrementAndGet();
                return tryMove(to >= from ? to + 1 : to, from);
              });
      assertThat(results).filteredOn(won -> won).hasSize(1);
    }

    var end = registry.channel("bundles/race/channels/shadow");
    assertThat(end.getHistoryCount()).isEqualTo(6);
    assertThat(end.getHistory(5)).isEqualTo(start.getHistory(0));
    // Each step starts where the one before ended: nothing was lost, nothing happened twice.
    for (var i = 0; i < 5; i++) {
      assertThat(end.getHistory(i).getFrom()).isEqualTo(end.getHistory(i + 1).getTo());
    }
  }

  @Test
  void theHistoryShowsTheLastFifty() {
    registry.publishVersions("long", 2);
    var last = registry.move("long", "shadow", 1, 0);
    for (var i = 0; i < 59; i++) {
      last = registry.move("long", "shadow", 2 - i % 2, 1 + i % 2);
    }

    assertThat(last.getHistoryCount()).isEqualTo(50);
    assertThat(last.getHistory(0).getTo()).isEqualTo(last.getVersion());
    assertThat(last.getHistoryList())
        .extracting(ChannelMove::getFrom)
        .doesNotContain(NOWHERE)
        .startsWith(at("long", 1), at("long", 2));
  }

  @Test
  void theOrderOfMovesIsNotThatOfAClockThatJumps() {
    registry.publishVersions("jump", 2);
    var first = registry.move("jump", "shadow", 1, 0);
    registry.clock().tick(Duration.ofHours(-1));
    var second = registry.move("jump", "shadow", 2, 1);

    assertThat(first.getUpdateTime().getSeconds() - second.getUpdateTime().getSeconds())
        .isEqualTo(3600);
    assertThat(second.getHistoryList())
        .extracting(ChannelMove::getTo)
        .containsExactly(at("jump", 2), at("jump", 1));
  }

  @Test
  void whatDoesNotExistIsNamed() {
    registry.publishVersions("some", 1);
    assertNotFound(
        Errors.of(() -> registry.channel("bundles/some/channels/shadow")),
        "bundles/some/channels/shadow");
    assertNotFound(
        Errors.of(() -> registry.move("some", "shadow", 2, 0)), "bundles/some/versions/2");
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private static boolean tryMove(long to, long expected) {
    try {
      return registry.move("race", "shadow", to, expected).getVersion().equals(at("race", to));
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
      return false;
    }
  }

  private static long number(Channel channel) {
    return Long.parseLong(
        channel.getVersion().substring(channel.getVersion().lastIndexOf('/') + 1));
  }

  private static String at(String bundle, long number) {
    return "bundles/" + bundle + "/versions/" + number;
  }

  private static void moved(ErrorInfo error, String resource, String expected, String actual) {
    assertThat(error.getReason()).isEqualTo("STATE_MOVED");
    assertThat(error.getMetadataMap())
        .isEqualTo(Map.of("resource", resource, "expected", expected, "actual", actual));
  }

  private static void assertNotFound(ErrorInfo error, String resource) {
    assertThat(error.getReason()).isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(error.getMetadataMap()).isEqualTo(Map.of("resource", resource));
  }
}
