package dev.hindcast.gateway.replay;

/**
 * How many replays of one caller may be running or paused.
 *
 * @param count at least 1
 */
public record MostReplays(int count) {
  public MostReplays {
    if (count < 1) {
      throw new IllegalArgumentException(
          "hindcast.gateway.most-replays-of-caller is at least 1, not " + count);
    }
  }
}
