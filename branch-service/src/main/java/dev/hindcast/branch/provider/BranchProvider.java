package dev.hindcast.branch.provider;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One way to fork trace stores. This text is the specification; {@code BranchProviderSuite} tests
 * it.
 *
 * <p><b>The fork.</b> A fork holds every row of the store that was committed before its cut and
 * none of a transaction that was open at the cut or began later, for ever: also when that
 * transaction commits after the fork, and also rows of its subtransactions. Two forks at one cut
 * hold the same. What is written into a fork is seen in that fork only, and nothing written there
 * reaches the store, its subscribers or another fork. The login that {@link #connect} returns finds
 * on its {@code search_path} the names {@code action}, {@code workflow_outcome}, {@code
 * policy_activation} and {@code loaded_bundle}; it may read them and append to the first two;
 * UPDATE, DELETE and TRUNCATE are refused; it may write nowhere else. The store's own logins need
 * not open the fork. Where a fork holds further tables of the store ({@code OtherTablesSuite}),
 * ordinary SQL works on them, and those that {@link #tables} calls pinned keep the state of the cut
 * whatever production does to them.
 *
 * <p><b>Crashes.</b> Every method may be interrupted anywhere and called again with the same
 * arguments, by this or by another process, also while the first call still runs. {@link #fork} for
 * a {@code uid} that is forked already answers with that fork and its cut. A fork is known to its
 * provider by a deterministic name made of the {@code uid}, and labelled with installation, store
 * and uid, so that {@link #list} finds each one of which anything is left.
 *
 * <p><b>Time.</b> {@code expireTime} in the request is for engines with a time to live of their
 * own: they set it later, as a backstop. The service's own sweep is what ends a fork.
 *
 * <p><b>Failures.</b> An engine or database that does not answer, or answers that it is busy, is
 * {@link dev.hindcast.platform.failure.Failure.DependencyUnavailable}: the call may be repeated and
 * may have had its effect. What the engine will never do is an outcome, {@link
 * ForkOutcome.Refused}. Anything else is a fault and leaves as a plain exception. Driver and vendor
 * texts go to the log, never into a failure.
 *
 * <p>Implementations are thread-safe and block; they are called on virtual threads.
 */
public interface BranchProvider {

  /** Its name in settings, records and the API, lower-case letters. */
  String name();

  /**
   * What it offers on a store. Truthful: what was not measured here is {@link Proof#UNPROVEN},
   * never claimed.
   */
  Capabilities capabilities(String store);

  /**
   * Forks a store and returns when a login to the fork is answered.
   *
   * <p>A cut that {@link #capabilities} does not name, or that the engine no longer holds, is
   * {@link ForkOutcome.Refused}.
   */
  ForkOutcome fork(ForkRequest request);

  /**
   * What opens a fork. The password is derived, not stored: the same answer for the life of the
   * fork, from every process.
   */
  BranchLogin connect(Fork fork);

  /**
   * Writes a bundle into the fork's {@code loaded_bundle}: in place of the baseline, or beside the
   * other candidates, as the newest of them; more than {@link BundleRole#most} are not kept.
   *
   * @return false if there is no such fork (any more)
   */
  boolean load(Fork fork, BundleFile bundle);

  /**
   * The bundles that stand in the fork, at most {@link BundleRole#most} a role; none if there is no
   * such fork.
   */
  List<LoadedBundle> bundles(Fork fork);

  /**
   * What the fork holds itself and what its store recorded since; empty if there is no such fork.
   */
  Optional<Usage> usage(Fork fork);

  /**
   * How well the fork holds each table of its store now, by name; asked for before a fork is used,
   * and later, for a table that was pinned may have been truncated since. Empty: the engine forks
   * the whole database, every table at its cut; or there is no such fork.
   */
  List<TableCoverage> tables(Fork fork);

  /**
   * Sets a fork back to its cut: what was written into it, bundles too, is gone, and its sessions
   * end. The cut, the login and the expiry stay. May be repeated after a crash anywhere in it.
   *
   * @return the fork, whose handle may be another one now; empty if there is no such fork
   */
  Optional<Fork> reset(Fork fork);

  /**
   * Tells an engine with a time to live of its own that the fork is to live longer, or shorter;
   * elsewhere nothing happens.
   *
   * @return false if there is no such fork (any more)
   */
  boolean extend(Fork fork, Instant expireTime);

  /**
   * Removes everything a fork is made of: sessions, data, logins. Idempotent; a fork that was never
   * made, or only in part, is removed as well.
   *
   * @return {@link Release.Released} only when the engine confirmed that nothing is left
   */
  Release delete(ForkName fork);

  /**
   * The forks of a store that this installation made, whole or in part. What another installation
   * made on the same store is not listed.
   */
  List<ForkName> list(Installation installation, String store);
}
