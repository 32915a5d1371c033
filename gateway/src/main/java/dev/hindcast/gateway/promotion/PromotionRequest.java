package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a caller asks for.
 *
 * @param replay last part of its resource name
 * @param channel last part of its resource name
 * @param gates conditions that must hold
 * @param maxForkAge how old the fork may be, more than zero; empty: any age
 * @param validateOnly check everything, do nothing
 */
public record PromotionRequest(
    String replay,
    String channel,
    List<String> gates,
    boolean keepBranch,
    String promoter,
    Optional<Duration> maxForkAge,
    Optional<UUID> requestId,
    boolean validateOnly) {
  public PromotionRequest {
    requireNonNull(replay);
    requireNonNull(channel);
    gates = List.copyOf(gates);
    requireNonNull(promoter);
    requireNonNull(maxForkAge);
    requireNonNull(requestId);
  }
}
