package dev.hindcast.registry.channel;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.registry.activation.ActivationDelivery;
import dev.hindcast.registry.activation.ActivationSettings;
import dev.hindcast.registry.activation.ActivationStore;
import dev.hindcast.registry.activation.StoreActivation;
import dev.hindcast.registry.activation.StoreActivation.State;
import dev.hindcast.registry.version.Version;
import dev.hindcast.registry.version.VersionName;
import dev.hindcast.registry.version.VersionRef;
import dev.hindcast.registry.version.VersionStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of channels. Thread-safe; blocking. */
@Singleton
public final class ChannelService {
  private static final Logger log = LoggerFactory.getLogger(ChannelService.class);

  private final ChannelStore channels;
  private final VersionStore versions;
  private final FourEyes fourEyes;
  private final ActivationSettings settings;
  private final ActivationDelivery delivery;
  private final ActivationStore activations;
  private final Clock clock;
  private final ChannelMetrics metrics;

  ChannelService(
      ChannelStore channels,
      VersionStore versions,
      FourEyes fourEyes,
      ActivationSettings settings,
      ActivationDelivery delivery,
      ActivationStore activations,
      Clock clock,
      ChannelMetrics metrics) {
    this.channels = channels;
    this.versions = versions;
    this.fourEyes = fourEyes;
    this.settings = settings;
    this.delivery = delivery;
    this.activations = activations;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** The channel with its history, or {@code ResourceNotFound}. */
  public Channel get(ChannelName name) {
    return channels
        .find(name)
        .map(this::withActivations)
        .orElseThrow(() -> new FailureException(new Failure.ResourceNotFound(name.toString())));
  }

  /**
   * Points a channel to a version if it is where the caller believes it to be. A move of production
   * is recorded in every trace store: before this returns if they answer quickly, otherwise as soon
   * as they do.
   *
   * <p>Fails with {@code ResourceNotFound} for an unknown version, with {@code StateMoved}, with
   * {@code RequestIdReused} and with {@code FourEyes}.
   *
   * @param requestId a move that comes again with its id moves nothing and answers the channel as
   *     it is
   */
  public Channel move(
      Optional<UUID> requestId,
      ChannelName name,
      VersionName to,
      Expectation expected,
      String mover,
      String reason) {
    var version =
        versions
            .find(new VersionRef.Numbered(to))
            .orElseThrow(() -> new FailureException(new Failure.ResourceNotFound(to.toString())));
    checkFourEyes(name, version, mover);
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var move =
        new Move(requestId.orElseGet(UUID::randomUUID), name, to, expected, now, mover, reason);
    List<String> recordIn = name.isProduction() ? settings.stores() : List.of();
    var outcome = channels.move(move, recordIn);
    metrics.tried(name, outcome);
    return switch (outcome) {
      case MoveOutcome.Moved(var channel) -> {
        if (!recordIn.isEmpty()) {
          delivery.deliverNow(name.bundle());
        }
        yield told(channel, recordIn);
      }
      case MoveOutcome.AlreadyThere(var channel) -> withActivations(channel);
      case MoveOutcome.Repeated(var channel) -> withActivations(channel);
      case MoveOutcome.IdTaken(var by) ->
          throw new FailureException(
              new Failure.RequestIdReused(move.id().toString(), by.toString()));
      case MoveOutcome.Elsewhere(var actual) ->
          throw new FailureException(stateMoved(name, expected, actual));
    };
  }

  private void checkFourEyes(ChannelName name, Version version, String mover) {
    try {
      fourEyes.check(name, version, mover);
    } catch (FailureException e) {
      metrics.refused(name);
      throw e;
    }
  }

  /** The move is made: what cannot be read now must not make it look like a failure. */
  private Channel told(Channel channel, List<String> recordIn) {
    try {
      return withActivations(channel);
    } catch (RuntimeException e) {
      log.warn("{} moved, but its stores' states could not be read", channel.name(), e);
      return channel.withActivations(
          recordIn.stream().map(store -> new StoreActivation(store, State.PENDING, "")).toList());
    }
  }

  private Channel withActivations(Channel channel) {
    return channel.name().isProduction()
        ? channel.withActivations(activations.statesOf(UUID.fromString(channel.etag())))
        : channel;
  }

  /** Says what differs in the caller's own terms: versions if the version is wrong, else etags. */
  private static Failure stateMoved(
      ChannelName name, Expectation expected, Optional<Channel> actual) {
    var version = actual.map(channel -> channel.version().toString()).orElse("");
    var etag = actual.map(Channel::etag).orElse("");
    return switch (expected) {
      case Expectation.Absent _ -> new Failure.StateMoved(name.toString(), "", version);
      case Expectation.Unmoved(var known) -> new Failure.StateMoved(name.toString(), known, etag);
      case Expectation.At(var known, var knownEtag) ->
          version.equals(known.toString()) && knownEtag.isPresent()
              ? new Failure.StateMoved(name.toString(), knownEtag.get(), etag)
              : new Failure.StateMoved(name.toString(), known.toString(), version);
    };
  }
}
