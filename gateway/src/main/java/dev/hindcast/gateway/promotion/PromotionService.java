package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.promotion.PromotionStore.Intent;
import dev.hindcast.gateway.promotion.PromotionStore.Stored;
import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.gateway.replay.ReplayState;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Promotes candidates.
 *
 * <p>What the channel must point to is fixed with the intent. {@code production} must point to what
 * was active at the fork point, whatever the replay compared with: a replay proves a candidate
 * against the history up to there, and production that moved since was never part of it. Other
 * channels leave no trace in a store, so for them it is where they point when the intent is
 * written.
 */
@Singleton
public final class PromotionService {
  private static final String PRODUCTION = "production";

  private final ReplayService replays;
  private final PromotionStore store;
  private final PolicyRegistry registry;
  private final GateKeeper gates;
  private final PromotionSteps steps;

  PromotionService(
      ReplayService replays,
      PromotionStore store,
      PolicyRegistry registry,
      GateKeeper gates,
      PromotionSteps steps) {
    this.replays = replays;
    this.store = store;
    this.registry = registry;
    this.gates = gates;
    this.steps = steps;
  }

  /**
   * Promotes a replay's candidate and returns the record. Once the intent is written it is carried
   * out, even if this call fails for want of an answer from a neighbour; calling again tells how it
   * went.
   *
   * @return done, or pending if the channel moved and the branch could not be discarded yet
   */
  public Promotion promote(PromotionRequest request) {
    var replay = replays.succeeded(request.replay(), "before its candidate can be promoted");
    var channel = "bundles/" + replay.candidate().bundle() + "/channels/" + request.channel();
    if (store.find(replay.id()).isEmpty()) {
      intend(replay, channel, request);
    }
    var promotion = find(replay).orElseThrow();
    if (!promotion.channel().equals(channel)) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(),
              "promoted to " + promotion.channel() + " already",
              "a replay can be promoted to one channel only"));
    }
    return switch (promotion.state()) {
      case DONE -> promotion;
      case PENDING -> answer(steps.carryOut(promotion));
      case REFUSED -> answer(promotion);
    };
  }

  private void intend(Replay replay, String channel, PromotionRequest request) {
    var to = replay.candidate().version();
    if (to.isEmpty()) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(),
              "a replay of a candidate that was never published",
              "a channel can only point to a version: publish the bundle and replay that"));
    }
    gates.check(replay, request.gates());
    var from =
        request.channel().equals(PRODUCTION)
            ? replay.activeVersion()
            : registry.channelVersion(channel).orElse("");
    store.intend(
        replay.id(),
        new Intent(channel, from, to, request.promoter(), request.gates(), request.keepBranch()));
  }

  private static Promotion answer(Promotion promotion) {
    if (promotion.state() == PromotionState.REFUSED) {
      throw new FailureException(
          new Failure.StateMoved(promotion.channel(), promotion.from(), promotion.found()));
    }
    return promotion;
  }

  /** The promotion of a replay, if there is one. */
  public Optional<Promotion> find(Replay replay) {
    return replay.state() == ReplayState.SUCCEEDED
        ? store.find(replay.id()).map(stored -> promotion(replay, stored))
        : Optional.empty();
  }

  private static Promotion promotion(Replay replay, Stored stored) {
    var intent = stored.intent();
    return new Promotion(
        replay,
        stored.state(),
        intent.channel(),
        intent.from(),
        intent.to(),
        stored.found(),
        intent.promoter(),
        stored.createTime(),
        stored.endTime(),
        intent.gates(),
        intent.keepBranch(),
        stored.moved(),
        stored.branchDiscarded());
  }

  /** Carries out what a gateway left behind. */
  void resume() {
    for (var name : store.claimAbandoned()) {
      find(replays.get(name)).ifPresent(steps::resume);
    }
  }
}
