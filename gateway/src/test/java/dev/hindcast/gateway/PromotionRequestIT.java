package dev.hindcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.hindcast.proto.branch.v1.Branch;
import dev.hindcast.proto.replay.v1.GetPromotionRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsRequest;
import dev.hindcast.proto.replay.v1.ListPromotionsResponse;
import dev.hindcast.proto.replay.v1.PromoteRequest;
import dev.hindcast.proto.replay.v1.Promotion;
import dev.hindcast.testkit.Errors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a call to promote may ask for: ids, dry runs, young forks; and the lists of what came of it.
 */
class PromotionRequestIT {
  private static final String PRODUCTION = "bundles/guard/channels/production";

  private final Hindcast hindcast = new Hindcast();
  private Hindcast.Gateway gateway;
  private String branch;
  private String replay;

  @BeforeEach
  void replay() {
    gateway = hindcast.gateway();
    branch = hindcast.branch("promoted");
    replay = gateway.succeed(branch);
  }

  @AfterEach
  void close() {
    hindcast.close();
  }

  private PromoteRequest.Builder request() {
    return PromoteRequest.newBuilder().setReplay(replay).setPromoter("ann");
  }

  private PromoteRequest.Builder numbered() {
    return request().setRequestId(UUID.randomUUID().toString());
  }

  private Promotion promote(PromoteRequest.Builder request) {
    return gateway.replays().promote(request.build());
  }

  private com.google.rpc.ErrorInfo error(PromoteRequest.Builder request) {
    return Errors.of(() -> gateway.replays().promote(request.build()));
  }

  @Test
  void theSameIdIsTheSameRecord() {
    var request =
        numbered()
            .addGates("diff.changed > 0")
            .setMaxForkAge(Durations.fromNanos(7_200_000_000_001L))
            .setKeepBranch(true);
    var promotion = promote(request);
    assertThat(promotion.getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(promotion.getRequestId()).isEqualTo(request.getRequestId());
    assertThat(promotion.getMaxForkAge()).isEqualTo(request.getMaxForkAge());
    gateway.clock().tick(Duration.ofDays(30));
    assertThat(promote(request)).isEqualTo(promotion);
    assertThat(gateway.promotions(replay)).containsExactly(promotion);

    var other = gateway.succeed(branch);
    for (var changed :
        List.of(
            request.clone().setReplay(other),
            request.clone().setChannel("shadow"),
            request.clone().addGates("true"),
            request.clone().setPromoter("bob"),
            request.clone().setKeepBranch(false),
            request.clone().clearMaxForkAge(),
            request.clone().setValidateOnly(true).setChannel("shadow"))) {
      var error = error(changed);
      assertThat(error.getReason()).isEqualTo("REQUEST_ID_REUSED");
      assertThat(error.getMetadataOrThrow("resource")).isEqualTo(promotion.getName());
    }
    assertThat(gateway.promotions("replays/-")).containsExactly(promotion);
  }

  @Test
  void anIdKeepsItsAnswerAndANewOneTriesAgain() {
    hindcast.registry.channels.put(PRODUCTION, "bundles/guard/versions/7");
    var refused = numbered();
    assertThat(error(refused).getReason()).isEqualTo("STATE_MOVED");
    hindcast.registry.channels.put(PRODUCTION, TestStore.V1);
    assertThat(error(refused).getReason()).isEqualTo("STATE_MOVED");
    var failing = numbered().addGates("diff.changed == 0");
    var error = error(failing);
    assertThat(error(failing)).isEqualTo(error);
    assertThat(gateway.promotions(replay)).hasSize(2);

    var first = promote(numbered());
    assertThat(first.getState()).isEqualTo(Promotion.State.STATE_DONE);
    // Done once, then somebody rolled back: a new id promotes again, a call without one does not.
    hindcast.registry.channels.put(PRODUCTION, TestStore.V1);
    assertThat(promote(request())).isEqualTo(first);
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V1);
    var second = promote(numbered());
    assertThat(second.getName()).isEqualTo(replay + "/promotions/4");
    assertThat(hindcast.registry.channels).containsEntry(PRODUCTION, TestStore.V2);
    assertThat(gateway.get(replay).getPromotion()).isEqualTo(second.getName());
  }

  @Test
  void callsAtOnceAreOneAttempt() throws Exception {
    for (var request : List.of(request().setChannel("a"), numbered().setChannel("b"))) {
      var before = gateway.promotions(replay).size();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Callable<Promotion> call = () -> promote(request.clone());
        var names = new ArrayList<String>();
        for (var answer : threads.invokeAll(List.of(call, call, call, call))) {
          names.add(answer.get().getName());
        }
        assertThat(names).containsOnly(replay + "/promotions/" + (before + 1));
      }
      assertThat(gateway.promotions(replay)).hasSize(before + 1);
    }
  }

  @Test
  void whatIsOnlyValidatedLeavesNothing() {
    var request = numbered().addGates("diff.changed > 0").setValidateOnly(true);
    var validated = promote(request);
    assertThat(validated.getState()).isEqualTo(Promotion.State.STATE_VALIDATED);
    assertThat(validated.getName()).isEmpty();
    assertThat(validated.hasCreateTime()).isFalse();
    assertThat(validated.getReplay()).isEqualTo(replay);
    assertThat(validated.getFrom()).isEqualTo(TestStore.V1);
    assertThat(validated.getTo()).isEqualTo(TestStore.V2);
    assertThat(validated.getGates(0).getPassed()).isTrue();
    assertThat(validated.getDiffDigest()).isEqualTo(gateway.diff(replay).getDigest());
    assertThat(hindcast.registry.moves).hasValue(0);
    assertThat(hindcast.branches.get(branch).getState()).isEqualTo(Branch.State.STATE_READY);
    assertThat(gateway.promotions("replays/-")).isEmpty();
    assertThat(hindcast.count("SELECT count(*) FROM gateway.promotion")).isZero();
    // The id is still free, and what was validated is what happens.
    var done = promote(request.clone().setValidateOnly(false));
    assertThat(
            done.toBuilder()
                .setState(Promotion.State.STATE_VALIDATED)
                .clearName()
                .clearCreateTime()
                .clearEndTime()
                .clearBranchDiscarded()
                .build())
        .isEqualTo(validated);
    assertThat(promote(request).getState()).isEqualTo(Promotion.State.STATE_VALIDATED);
  }

  @Test
  void whatIsOnlyValidatedFailsForTheSameReasons() {
    var gates = error(request().setValidateOnly(true).addGates("diff.changed == 0"));
    assertThat(gates.getReason()).isEqualTo("GATE_FAILED");
    assertThat(gates.getMetadataMap())
        .containsEntry("promotion", "")
        .containsEntry("failed_gates", "diff.changed == 0");
    assertThat(error(request().setValidateOnly(true).addGates("nonsense")).getReason())
        .isEqualTo("INVALID_REQUEST");
    var old = request().setValidateOnly(true).setMaxForkAge(Durations.fromMinutes(59));
    assertThat(error(old).getReason()).isEqualTo("FORK_TOO_OLD");
    hindcast.registry.channels.put(PRODUCTION, "bundles/guard/versions/7");
    var moved = error(request().setValidateOnly(true));
    assertThat(moved.getReason()).isEqualTo("STATE_MOVED");
    assertThat(moved.getMetadataOrThrow("expected")).isEqualTo(TestStore.V1);
    assertThat(moved.getMetadataOrThrow("actual")).isEqualTo("bundles/guard/versions/7");
    hindcast.registry.versions.remove(TestStore.V2);
    assertThat(error(request().setValidateOnly(true)).getReason()).isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(error(request().setValidateOnly(true).setReplay("replays/none")).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    assertThat(gateway.promotions("replays/-")).isEmpty();
  }

  @Test
  void aForkThatIsTooOldIsRefusedWithoutARecord() {
    var request = request().setMaxForkAge(Durations.fromHours(1));
    gateway.clock().tick(Duration.ofMillis(1_500));
    var error = error(request);
    assertThat(error.getReason()).isEqualTo("FORK_TOO_OLD");
    assertThat(error.getMetadataMap())
        .containsEntry("replay", replay)
        .containsEntry("age", "3601.5s")
        .containsEntry("limit", "3600s");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> promote(request)))
        .hasMessageContaining(
            "is 1h1.5s old, max_fork_age is 1h: fork and replay again, or allow a greater age");
    assertThat(gateway.promotions(replay)).isEmpty();
    assertThat(hindcast.registry.moves).hasValue(0);
    // Exactly as old as allowed is young enough.
    gateway.clock().tick(Duration.ofMillis(-1_500));
    assertThat(promote(request).getState()).isEqualTo(Promotion.State.STATE_DONE);
    assertThat(error(request().setMaxForkAge(Durations.ZERO)).getReason())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void promotionsArePagedNewestFirst() {
    var other = gateway.succeed(branch);
    for (var each : List.of(replay, other, replay, other, replay)) {
      var request = request().setReplay(each).addGates("diff.changed == 0");
      assertThat(error(request).getReason()).isEqualTo("GATE_FAILED");
    }
    assertThat(names("replays/-", 2))
        .containsExactly(
            List.of(replay + "/promotions/3", other + "/promotions/2"),
            List.of(replay + "/promotions/2", other + "/promotions/1"),
            List.of(replay + "/promotions/1"));
    assertThat(names(other, 1))
        .containsExactly(List.of(other + "/promotions/2"), List.of(other + "/promotions/1"));
    var token = page(replay, 2, "").getNextPageToken();
    assertThat(Errors.of(() -> page(other, 2, token)).getReason()).isEqualTo("INVALID_PAGE_TOKEN");
    assertThat(Errors.of(() -> page("replays/none", 2, "")).getReason())
        .isEqualTo("RESOURCE_NOT_FOUND");
    var unknown = GetPromotionRequest.newBuilder().setName(replay + "/promotions/4").build();
    assertThat(Errors.of(() -> gateway.replays().getPromotion(unknown)).getMetadataMap())
        .containsEntry("resource", replay + "/promotions/4");
  }

  private List<List<String>> names(String parent, int size) {
    var pages = new ArrayList<List<String>>();
    var token = "";
    do {
      var page = page(parent, size, token);
      pages.add(page.getPromotionsList().stream().map(Promotion::getName).toList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return pages;
  }

  private ListPromotionsResponse page(String parent, int size, String token) {
    return gateway
        .replays()
        .listPromotions(
            ListPromotionsRequest.newBuilder()
                .setParent(parent)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }
}
