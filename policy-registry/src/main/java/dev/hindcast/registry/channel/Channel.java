package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.activation.StoreActivation;
import dev.hindcast.registry.version.VersionName;
import java.time.Instant;
import java.util.List;

/**
 * A movable pointer to a version.
 *
 * @param digest of the version it points to
 * @param etag differs after every move, also after a move back
 * @param history the last moves, newest first
 * @param activations what each trace store knows of the last move; empty but for production
 */
public record Channel(
    ChannelName name,
    VersionName version,
    String digest,
    String etag,
    Instant updateTime,
    List<ChannelMove> history,
    List<StoreActivation> activations) {
  public Channel {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(digest, "digest");
    requireNonNull(etag, "etag");
    requireNonNull(updateTime, "updateTime");
    history = List.copyOf(history);
    activations = List.copyOf(activations);
  }

  /** The same channel with these moves. */
  public Channel withHistory(List<ChannelMove> moves) {
    return new Channel(name, version, digest, etag, updateTime, moves, activations);
  }

  /** The same channel, known to the stores like this. */
  public Channel withActivations(List<StoreActivation> states) {
    return new Channel(name, version, digest, etag, updateTime, history, states);
  }
}
