package dev.hindcast.branch.branch;

import dev.hindcast.branch.provider.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The records. Thread-safe; every method is atomic by itself. */
public interface BranchStore {

  /** Who we are on forks: the same for all services that share these records. */
  Installation installation();

  /**
   * Puts an intent on record.
   *
   * @param limit live branches that its store may have, this one included
   */
  Insertion insert(Branch intent, int limit);

  /** The live branch of a name, else the last one that had it. */
  Optional<Branch> find(BranchName name);

  /** The branch with a uid. */
  Optional<Branch> byUid(String uid);

  /**
   * Replaces what was seen by what it becomes, unless the record changed since.
   *
   * @return false if it did; nothing is written then
   */
  boolean replace(Branch seen, Branch changed);

  /** One page, newest first. */
  List<Branch> page(PageQuery query);

  /** Ready branches whose time is over, the most overdue first. */
  List<Branch> expired(Instant now, int limit);

  /** Branches in an intent whose last change of state is older than a moment. */
  List<Branch> unsettled(Instant before);

  /** Ready branches of a store. */
  List<Branch> ready(String store);

  /**
   * Which page.
   *
   * @param store empty: all stores
   * @param showGone also deleted and failed ones
   * @param before only positions below it
   * @param size at most
   */
  record PageQuery(Optional<String> store, boolean showGone, long before, int size) {}
}
