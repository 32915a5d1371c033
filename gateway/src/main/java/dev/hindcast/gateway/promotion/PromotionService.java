package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.page.PageToken;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Promotes candidates, and tells how it went. */
@Singleton
public final class PromotionService {
  private final ReplayService replays;
  private final PromotionStore store;
  private final GateKeeper gates;
  private final PromotionChecks checks;
  private final PromotionSteps steps;
  private final PromotionMetrics metrics;

  PromotionService(
      ReplayService replays,
      PromotionStore store,
      GateKeeper gates,
      PromotionChecks checks,
      PromotionSteps steps,
      PromotionMetrics metrics) {
    this.replays = replays;
    this.store = store;
    this.gates = gates;
    this.checks = checks;
    this.steps = steps;
    this.metrics = metrics;
  }

  /** Verdicts over the diff of a replay that succeeded. */
  public List<Verdict> evaluate(String replay, List<String> conditions) {
    return gates.judge(replays.succeeded(replay, "before gates can be evaluated"), conditions);
  }

  /**
   * Promotes a replay's candidate and returns the record. Once the intent is written it is carried
   * out, even if this call fails for want of an answer from a neighbour; calling again tells how it
   * went.
   *
   * @return done, or pending if the channel moved and the branch could not be discarded yet; or
   *     validated, if no more was asked for
   */
  public Promotion promote(PromotionRequest request) {
    var known = request.requestId().flatMap(store::byRequestId);
    if (known.isPresent() && !known.get().intent().isOf(request)) {
      throw new FailureException(
          new Failure.RequestIdReused(
              request.requestId().orElseThrow().toString(), known.get().resource()));
    }
    if (known.isPresent() && !request.validateOnly()) {
      return answer(known.get());
    }
    var replay = replays.succeeded(request.replay(), "before its candidate can be promoted");
    requireStopped(replay);
    if (request.validateOnly()) {
      var intent = checks.intent(replay, request);
      checks.tryOut(intent);
      return Promotion.validated(intent);
    }
    return standing(replay, request)
        .or(() -> recorded(checks.intent(replay, request)))
        .map(this::answer)
        // Somebody used the request id since it was looked for.
        .orElseGet(() -> promote(request));
  }

  /** A promotion discards the fork, through which the store is followed. */
  private static void requireStopped(Replay replay) {
    if (replay.following()) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(), "FOLLOWING", "must have stopped following: StopFollowing"));
    }
  }

  private Optional<Promotion> standing(Replay replay, PromotionRequest request) {
    return request.requestId().isPresent()
        ? Optional.empty()
        : store
            .latest(replay.id(), PromotionChecks.channel(replay, request))
            .filter(Promotion::stands);
  }

  private Optional<Promotion> recorded(Intent intent) {
    var promotion = store.record(intent);
    if (promotion.isPresent() && !intent.gatesHold()) {
      metrics.gatesFailed();
    }
    return promotion;
  }

  private Promotion answer(Promotion promotion) {
    return switch (promotion.state()) {
      case PENDING -> ended(steps.carryOut(promotion));
      case DONE, REFUSED, GATES_FAILED, VALIDATED -> ended(promotion);
    };
  }

  private static Promotion ended(Promotion promotion) {
    var intent = promotion.intent();
    return switch (promotion.state()) {
      case PENDING, DONE, VALIDATED -> promotion;
      case GATES_FAILED -> throw PromotionChecks.gateFailed(intent, promotion.resource());
      case REFUSED ->
          throw new FailureException(
              new Failure.StateMoved(intent.channel(), intent.from(), promotion.found()));
    };
  }

  /** A promotion. */
  public Promotion get(PromotionName name) {
    return store
        .find(name)
        .orElseThrow(() -> new FailureException(new Failure.ResourceNotFound(name.resource())));
  }

  /**
   * One page of promotions, newest first.
   *
   * @param replay last part of its resource name; empty: of all replays
   */
  public Listing list(Optional<String> replay, int pageSize, String pageToken) {
    var replayId = replay.map(replays::get).map(Replay::id);
    var size = PageToken.size(pageSize);
    var request = "promotions?replay=" + replay.orElse("-");
    var token = PageToken.decode(pageToken, request);
    var before = token.number(Long.MAX_VALUE);
    var found = store.list(new PromotionStore.Page(replayId, before, size + 1));
    if (found.size() <= size) {
      return new Listing(found, "");
    }
    var page = found.subList(0, size);
    return new Listing(page, new PageToken(Long.toString(page.getLast().id())).encode(request));
  }

  /** The names of the newest promotions that are done, by key of their replay. */
  public Map<Long, PromotionName> done(List<Replay> of) {
    var numbers = store.done(of.stream().map(Replay::id).toList());
    return of.stream()
        .filter(replay -> numbers.containsKey(replay.id()))
        .collect(
            Collectors.toMap(
                Replay::id, replay -> new PromotionName(replay.name(), numbers.get(replay.id()))));
  }

  /** Carries out what a gateway left behind. */
  void resume() {
    metrics.look();
    for (var id : store.claimAbandoned()) {
      store.find(id).ifPresent(steps::resume);
    }
  }

  /**
   * One page.
   *
   * @param nextPageToken empty on the last page
   */
  public record Listing(List<Promotion> promotions, String nextPageToken) {
    public Listing {
      promotions = List.copyOf(promotions);
    }
  }
}
