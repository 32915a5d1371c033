package dev.hindcast.gateway.registry;

import java.util.Optional;
import java.util.UUID;

/**
 * The policy-registry as the gateway uses it. Thread-safe, blocking. Its errors pass through to the
 * caller unchanged, except the one that {@link MoveOutcome.Elsewhere} stands for.
 */
public interface PolicyRegistry {

  /** The files of a version, {@code bundles/{bundle}/versions/{number}}, as a tar.gz. */
  byte[] download(String version);

  /** The SHA-256 of a version's files; fails as the registry does if there is no such version. */
  String digest(String version);

  /** The version a channel, {@code bundles/{bundle}/channels/{channel}}, points to. */
  Optional<String> channelVersion(String channel);

  /**
   * Points a channel to another version by compare-and-swap, once: a call that is repeated moves
   * nothing, also when the channel has been moved back since.
   *
   * @param moveId of this move; the same in every repetition
   * @param expected where it must point now; empty: it must not exist
   */
  MoveOutcome move(
      UUID moveId, String channel, String expected, String to, String mover, String reason);
}
