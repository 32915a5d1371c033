package dev.hindcast.gateway.promotion;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The record of one attempt to promote, kept when the branch is gone.
 *
 * @param id key in the control database; 0 for one that was only validated
 * @param number among its replay's, from 1; 0 for one that was only validated
 * @param found where the channel pointed instead, of a refused one
 * @param createTime empty for one that was only validated
 * @param moved whether the channel is known to have moved
 */
public record Promotion(
    long id,
    int number,
    Intent intent,
    PromotionState state,
    String found,
    Optional<Instant> createTime,
    Optional<Instant> endTime,
    boolean moved,
    boolean branchDiscarded) {
  public Promotion {
    requireNonNull(intent);
    requireNonNull(state);
    requireNonNull(found);
    requireNonNull(createTime);
    requireNonNull(endTime);
  }

  static Promotion validated(Intent intent) {
    return new Promotion(
        0,
        0,
        intent,
        PromotionState.VALIDATED,
        "",
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  /** The resource name; empty for one that was only validated. */
  public String resource() {
    return state == PromotionState.VALIDATED
        ? ""
        : new PromotionName(intent.evidence().replay(), number).resource();
  }

  /**
   * The id of the channel's move: the same whoever carries it out, and however often, so that a
   * gateway that comes late cannot move the channel again behind an operator who moved it back. The
   * number alone is not enough, for it is free again when an attempt is withdrawn.
   */
  UUID moveId() {
    var name = resource() + " " + id + " " + createTime.orElseThrow();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a further call for the same replay and channel is about this one. */
  public boolean stands() {
    return state == PromotionState.PENDING || state == PromotionState.DONE;
  }
}
