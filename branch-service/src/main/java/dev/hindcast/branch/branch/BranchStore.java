package dev.hindcast.branch.branch;

import dev.hindcast.branch.metrics.ForkCount;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.store.ForkHome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The records. Thread-safe; every method is atomic by itself, and what a change means to watchers
 * is told in the same transaction.
 */
public interface BranchStore {

  /** Who we are on forks: the same for all services that share these records. */
  Installation installation();

  /** Puts an intent on record, if it fits into the quotas of its store and owner. */
  Insertion insert(Branch intent, Quotas quotas);

  /** The live branch of a name, else the last one that had it. */
  Optional<Branch> find(BranchName name);

  /** The branch with a uid. */
  Optional<Branch> byUid(String uid);

  /**
   * Replaces what was seen by what it becomes, unless the record changed since; an expiry also
   * unless the branch was held since.
   *
   * @return false if it did; nothing is written then
   */
  boolean replace(Branch seen, Branch changed);

  /**
   * Keeps a ready branch alive at least until a moment; never shortens anything. No change of the
   * record: the revision stays.
   *
   * @return until when it is held by anybody; empty if it is not ready or its time was over
   */
  Optional<Instant> hold(String uid, String holder, Instant until, Instant now);

  /** One page, newest first. */
  List<Branch> page(PageQuery query);

  /** Ready and resetting branches whose time is over, the most overdue first. */
  List<Branch> expired(Instant now, int limit);

  /** Branches whose expiry comes before a moment and was not told yet, the nearest first. */
  List<Branch> unwarned(Instant before, int limit);

  /**
   * Tells that the expiry of a branch is near, once for each expiry.
   *
   * @return false if it was told already or the branch changed since
   */
  boolean warn(Branch seen, Instant now);

  /** Branches in an intent, that of a load too, that was put on record before a moment. */
  List<Branch> unsettled(Instant before);

  /** Where the live branches are, each home once. */
  List<ForkHome> homes();

  /** Ready branches of a store. */
  List<Branch> ready(String store);

  /** Ready branches that were not measured since a moment, the longest waiting first. */
  List<Branch> unmeasured(Instant since, int limit);

  /**
   * Notes what was measured; no change of the record.
   *
   * @param divergenceBytes empty: it is not known, what was known stays
   */
  void measured(String uid, OptionalLong divergenceBytes, Instant now);

  /**
   * Forgets branches that have been gone since before a moment, with what stands with them: their
   * request ids may come again. Those that were discarded because their candidate was promoted
   * stay.
   *
   * @return how many it forgot
   */
  int forgetGone(Instant before, int limit);

  /** Forgets who held branches, where the hold is over; returns how many holds those were. */
  int forgetHolds(Instant now, int limit);

  /** The live branches, counted. */
  List<ForkCount> census();

  /**
   * Which page.
   *
   * @param store empty: all stores
   * @param states only these
   * @param owner empty: all owners
   * @param createdBefore empty: whenever they were created
   * @param before only positions below it
   * @param size at most
   */
  record PageQuery(
      Optional<String> store,
      Set<BranchState> states,
      Optional<String> owner,
      Optional<Instant> createdBefore,
      long before,
      int size) {
    public PageQuery {
      states = Set.copyOf(states);
    }
  }
}
