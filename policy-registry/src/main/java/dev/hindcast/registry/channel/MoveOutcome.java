package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What came of a compare-and-swap. */
public sealed interface MoveOutcome {

  /** The channel points to the new version. */
  record Moved(Channel channel) implements MoveOutcome {
    public Moved {
      requireNonNull(channel, "channel");
    }
  }

  /** The channel was where it was expected, and that is where it should go: nothing was written. */
  record AlreadyThere(Channel channel) implements MoveOutcome {
    public AlreadyThere {
      requireNonNull(channel, "channel");
    }
  }

  /**
   * A move with this id was made before, as it is wanted now: nothing was written.
   *
   * @param channel as it is now; it may have moved on since
   */
  record Repeated(Channel channel) implements MoveOutcome {
    public Repeated {
      requireNonNull(channel, "channel");
    }
  }

  /** Another move has this id. */
  record IdTaken(ChannelName by) implements MoveOutcome {
    public IdTaken {
      requireNonNull(by, "by");
    }
  }

  /**
   * The channel is not where it was expected.
   *
   * @param actual empty if it does not exist
   */
  record Elsewhere(Optional<Channel> actual) implements MoveOutcome {
    public Elsewhere {
      requireNonNull(actual, "actual");
    }
  }
}
