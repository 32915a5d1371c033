package dev.hindcast.gateway.promotion;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Promotions in the control database. Thread-safe, blocking. */
public interface PromotionStore {

  Optional<Stored> find(long replayId);

  /** Writes an intent; if the replay has a promotion already, nothing is written. */
  void intend(long replayId, Intent intent);

  /** Replays whose promotion is pending and left alone; they are the caller's for a while. */
  List<String> claimAbandoned();

  void moved(long replayId);

  /** The channel was elsewhere. Final. */
  void refuse(long replayId, String found);

  /** Removes an intent that can never be carried out and of which nothing was done. */
  void withdraw(long replayId);

  void done(long replayId, boolean branchDiscarded);

  /** See {@link Promotion}. */
  record Intent(
      String channel,
      String from,
      String to,
      String promoter,
      List<String> gates,
      boolean keepBranch) {}

  /** A promotion as stored: without its replay. */
  record Stored(
      Intent intent,
      PromotionState state,
      String found,
      Instant createTime,
      Optional<Instant> endTime,
      boolean moved,
      boolean branchDiscarded) {}
}
