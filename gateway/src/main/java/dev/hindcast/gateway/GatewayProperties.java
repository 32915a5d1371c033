package dev.hindcast.gateway;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code hindcast.gateway.*}.
 *
 * @param registry where the policy-registry answers, {@code host:port}
 * @param branchService where the branch-service answers, {@code host:port}
 * @param drain how long workers may go on with what they have in work when the gateway is stopped
 * @param retention how long a replay that ended is kept; one that somebody tried to promote is kept
 *     for ever
 * @param mostCandidates how many candidates a pass may have, from 1 to 1,000
 * @param mostReplaysOfCaller how many replays of one authenticated caller may run or be paused
 * @param leaseDuration how long a worker keeps a shard without a sign of life, at least a second
 */
@ConfigurationProperties("hindcast.gateway")
record GatewayProperties(
    String registry,
    String branchService,
    @Bindable(defaultValue = "10s") Duration leaseDuration,
    @Bindable(defaultValue = "5s") Duration drain,
    @Bindable(defaultValue = "90d") Duration retention,
    @Bindable(defaultValue = "100") int mostCandidates,
    @Bindable(defaultValue = "20") int mostReplaysOfCaller) {

  GatewayProperties {
    if (leaseDuration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("hindcast.gateway.lease-duration is at least 1s");
    }
    if (retention.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("hindcast.gateway.retention is at least 1h");
    }
    if (mostCandidates < 1 || mostCandidates > 1000) {
      throw new IllegalArgumentException(
          "hindcast.gateway.most-candidates is from 1 to 1000, not " + mostCandidates);
    }
  }
}
