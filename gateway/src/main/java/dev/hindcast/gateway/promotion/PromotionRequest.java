package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a caller asks for.
 *
 * @param replay last part of its resource name
 * @param channel last part of its resource name
 * @param gates conditions that must hold
 */
public record PromotionRequest(
    String replay, String channel, List<String> gates, boolean keepBranch, String promoter) {
  public PromotionRequest {
    requireNonNull(replay);
    requireNonNull(channel);
    gates = List.copyOf(gates);
    requireNonNull(promoter);
  }
}
