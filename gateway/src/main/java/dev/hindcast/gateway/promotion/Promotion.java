package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.replay.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record of a promotion, kept when the branch is gone.
 *
 * @param replay that proved the candidate: its digests and fork point are the evidence
 * @param channel resource name, {@code bundles/{bundle}/channels/{channel}}
 * @param from where the channel must point; empty: it must not exist
 * @param to the candidate's version
 * @param found where the channel pointed instead, of a refused one
 * @param gates conditions, all of which held
 * @param moved whether the channel is known to have moved
 */
public record Promotion(
    Replay replay,
    PromotionState state,
    String channel,
    String from,
    String to,
    String found,
    String promoter,
    Instant createTime,
    Optional<Instant> endTime,
    List<String> gates,
    boolean keepBranch,
    boolean moved,
    boolean branchDiscarded) {
  public Promotion {
    requireNonNull(replay);
    requireNonNull(state);
    requireNonNull(channel);
    requireNonNull(from);
    requireNonNull(to);
    requireNonNull(found);
    requireNonNull(promoter);
    requireNonNull(createTime);
    requireNonNull(endTime);
    gates = List.copyOf(gates);
  }
}
