package dev.hindcast.gateway.promotion;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Promotions in the control database. Thread-safe, blocking. */
public interface PromotionStore {

  Optional<Promotion> find(long id);

  Optional<Promotion> find(PromotionName name);

  Optional<Promotion> byRequestId(UUID requestId);

  /** The newest promotion of a replay to a channel. */
  Optional<Promotion> latest(long replayId, String channel);

  /** A page, newest first. */
  List<Promotion> list(Page page);

  /** The number of the newest promotion that is done, by replay; replays without one are absent. */
  Map<Long, Integer> done(Collection<Long> replayIds);

  /**
   * Puts an attempt on record: pending if its gates hold, else as one whose gates failed.
   *
   * @return the record; for an intent without a request id, another one that stands since, written
   *     by somebody quicker; empty: the request id is taken, nothing was written
   */
  Optional<Promotion> record(Intent intent);

  /** Promotions that are pending and left alone; they are the caller's for a while. */
  List<Long> claimAbandoned();

  /** How many are on record and not carried out. */
  long pending();

  void moved(long id);

  /** The channel was elsewhere. Final. */
  void refuse(long id, String found);

  /** Removes an intent that can never be carried out and of which nothing was done. */
  void withdraw(long id);

  void done(long id, boolean branchDiscarded);

  /**
   * What to list.
   *
   * @param replayId only promotions of this replay
   * @param before only promotions older than this key
   */
  record Page(Optional<Long> replayId, long before, int size) {}
}
