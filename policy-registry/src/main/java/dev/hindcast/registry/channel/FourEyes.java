package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.registry.version.Version;

/**
 * Whether {@code production} may be moved to a version only by somebody else than who published it.
 * Other channels change nothing that agents are governed by.
 */
public record FourEyes(boolean required) {

  /** Fails with {@code FourEyes} if the mover is the publisher, or either is unknown. */
  void check(ChannelName channel, Version version, String mover) {
    requireNonNull(mover);
    if (!required || !channel.isProduction()) {
      return;
    }
    var publisher = version.publisher();
    if (publisher.isEmpty() || mover.isEmpty() || publisher.equals(mover)) {
      throw new FailureException(new Failure.FourEyes(version.name().toString(), publisher, mover));
    }
  }
}
