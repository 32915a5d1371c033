package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.replay.ReplayName;

/**
 * {@code replays/{replay}/promotions/{number}}.
 *
 * @param replay last part of the replay's resource name
 * @param number from 1
 */
public record PromotionName(String replay, int number) {
  public PromotionName {
    requireNonNull(replay);
  }

  /** Reads a name that has the right form. */
  public static PromotionName parse(String resource) {
    return new PromotionName(
        ReplayName.of(resource),
        Integer.parseInt(resource.substring(resource.lastIndexOf('/') + 1)));
  }

  public String resource() {
    return ReplayName.resource(replay) + "/promotions/" + number;
  }
}
