package dev.hindcast.gateway.promotion;

import dev.hindcast.gateway.registry.PolicyRegistry;
import dev.hindcast.gateway.replay.Derivation;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.Failure.Finding;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * What must hold before a promotion.
 *
 * <p>What the channel must point to is fixed with the intent. {@code production} must point to what
 * was active at the fork point, whatever the replay compared with: a replay proves a candidate
 * against the history up to there, and production that moved since was never part of it. Other
 * channels leave no trace in a store, so for them it is where they point when the intent is
 * written.
 */
@Singleton
final class PromotionChecks {
  private static final String PRODUCTION = "production";

  private final PolicyRegistry registry;
  private final GateKeeper gates;
  private final Clock clock;

  PromotionChecks(PolicyRegistry registry, GateKeeper gates, Clock clock) {
    this.registry = registry;
    this.gates = gates;
    this.clock = clock;
  }

  static String channel(Replay replay, PromotionRequest request) {
    return "bundles/" + replay.candidate().bundle() + "/channels/" + request.channel();
  }

  /**
   * The intent with the verdicts of its gates, whatever they are.
   *
   * @throws FailureException if no record is to be made: {@code WrongState}, {@code ForkTooOld},
   *     {@code InvalidRequest}
   */
  Intent intent(Replay replay, PromotionRequest request) {
    if (replay.candidate().version().isEmpty()) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(),
              "a replay of a candidate that was never published",
              replay
                  .candidate()
                  .derivation()
                  .map(PromotionChecks::wayOut)
                  .orElse(
                      "a channel can only point to a version: publish the bundle and replay that")));
    }
    requireReplayed(replay);
    request.maxForkAge().ifPresent(limit -> forkAge(replay, limit));
    var verdicts = gates.judge(replay, request.gates());
    var channel = channel(replay, request);
    var from =
        request.channel().equals(PRODUCTION)
            ? replay.activeVersion()
            : registry.channelVersion(channel).orElse("");
    return new Intent(
        Evidence.of(replay),
        channel,
        from,
        replay.candidate().version(),
        request.promoter(),
        verdicts,
        request.keepBranch(),
        request.maxForkAge(),
        request.requestId());
  }

  private static String wayOut(Derivation derivation) {
    return "a channel can only point to a version: publish the bundle with "
        + derivation.overrides().stream()
            .map(override -> "`" + override.param() + ": " + override.json() + "`")
            .collect(Collectors.joining(", "))
        + " in its params and replay that version";
  }

  /** A branch says which version it was loaded with, but not who said so: the files decide. */
  private void requireReplayed(Replay replay) {
    var candidate = replay.candidate();
    if (!registry.digest(candidate.version()).equals(candidate.digest())) {
      throw new FailureException(
          new Failure.WrongState(
              replay.resource(),
              "a replay of other files than those of " + candidate.version(),
              "only what was replayed is promoted: start a replay with that version as `candidate`"));
    }
  }

  private void forkAge(Replay replay, Duration limit) {
    var age = Duration.between(replay.forkPoint().time(), clock.instant());
    if (age.compareTo(limit) > 0) {
      throw new FailureException(new Failure.ForkTooOld(replay.resource(), age, limit));
    }
  }

  /**
   * Fails as the promotion would, were it tried now; only somebody who is quicker can prove it
   * wrong.
   */
  void tryOut(Intent intent) {
    if (!intent.gatesHold()) {
      throw gateFailed(intent, "");
    }
    var actual = registry.channelVersion(intent.channel()).orElse("");
    if (!actual.equals(intent.from()) && !actual.equals(intent.to())) {
      throw new FailureException(new Failure.StateMoved(intent.channel(), intent.from(), actual));
    }
  }

  /** The failure with every gate that does not hold. */
  static FailureException gateFailed(Intent intent, String promotion) {
    var failed =
        intent.gates().stream()
            .filter(verdict -> !verdict.passed())
            .map(verdict -> new Finding("GATE", verdict.gate(), verdict.detail()))
            .toList();
    return new FailureException(
        new Failure.GateFailed(intent.evidence().resource(), promotion, failed));
  }
}
