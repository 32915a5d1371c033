package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a promotion sets out to do, fixed before anything is done.
 *
 * @param channel resource name, {@code bundles/{bundle}/channels/{channel}}
 * @param from where the channel must point; empty: it must not exist
 * @param to the candidate's version
 * @param gates verdicts in the order of the request
 * @param maxForkAge what the caller allowed; empty: any age
 */
public record Intent(
    Evidence evidence,
    String channel,
    String from,
    String to,
    String promoter,
    List<Verdict> gates,
    boolean keepBranch,
    Optional<Duration> maxForkAge,
    Optional<UUID> requestId) {
  public Intent {
    requireNonNull(evidence);
    requireNonNull(channel);
    requireNonNull(from);
    requireNonNull(to);
    requireNonNull(promoter);
    gates = List.copyOf(gates);
    requireNonNull(maxForkAge);
    requireNonNull(requestId);
  }

  public boolean gatesHold() {
    return gates.stream().allMatch(Verdict::passed);
  }

  /** Whether a request asks for just this: tells a repeated call from a reused id. */
  boolean isOf(PromotionRequest request) {
    return evidence.replay().equals(request.replay())
        && channel.endsWith("/channels/" + request.channel())
        && gates.stream().map(Verdict::gate).toList().equals(request.gates())
        && keepBranch == request.keepBranch()
        && promoter.equals(request.promoter())
        && maxForkAge.equals(request.maxForkAge());
  }
}
