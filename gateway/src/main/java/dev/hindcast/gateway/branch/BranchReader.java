package dev.hindcast.gateway.branch;

import dev.hindcast.gateway.replay.Window;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.reads.Reads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One open branch: the fork's actions, outcomes and policies, as they were at the fork point. */
public interface BranchReader {

  /** The bundle that was loaded into the branch in a role, of several the newest. */
  Optional<StoredBundle> loaded(BranchRole role);

  /**
   * A bundle that was loaded into the branch as a candidate.
   *
   * @param id resource name of its version, or its digest
   */
  Optional<StoredBundle> candidate(String id);

  /** The version of a bundle that production had active at the fork point. */
  Optional<StoredBundle> active(String bundle);

  /** A bundle by its digest, loaded or active at the fork point. */
  Optional<StoredBundle> byDigest(String digest);

  /** First and last action id in the window; empty if it holds no action. */
  Optional<ActionSpan> span(Window window);

  /**
   * How many actions the window holds, from the database's statistics and the span: a guess, never
   * a count.
   */
  long estimate(Window window, ActionSpan span);

  /**
   * The share of actions that a condition does not leave out, from 0 to 1, found in a sample of at
   * most 2,000 that depends on the span alone.
   *
   * @return empty if the branch cannot answer the condition
   */
  Optional<Double> share(String condition, ActionSpan span);

  /** Whether PostgreSQL would answer a statement with an index of this name; false: who knows. */
  boolean uses(String statement, String index);

  /** PostgreSQL's estimate of what a statement costs, in its own units; 0 if it makes none. */
  double cost(String statement);

  /** Whether texts are kept as UTF-8, so that their order by bytes is that by code points. */
  boolean isUtf8();

  /**
   * Workflow ids that cut the window into {@code parts} of about as many actions, in {@code C}
   * order, without repetition: at most {@code parts - 1}.
   *
   * @param estimate of the window's actions; a large window is sampled
   */
  List<String> workflowCuts(Window window, int parts, long estimate);

  /**
   * An action with its workflow and, if it is read, its history as a {@link
   * dev.hindcast.policy.engine.WorkflowPast} has it.
   *
   * @param reads of all that judge it
   * @return empty if the branch does not hold the action
   */
  Optional<EvaluationInput> action(long actionId, Reads reads);

  /**
   * An action that arrived in the store after the fork, with what was known when it was judged.
   * Only if {@link #showsArrivals}.
   *
   * @param reads of all that judge it
   * @param slice the snapshot that ends the slice in which a transaction is; empty: in none yet
   * @return empty if there is no such action, or not yet
   */
  Optional<EvaluationInput> arrived(
      long actionId, Reads reads, Function<String, Optional<String>> slice);

  /** Whether the branch shows what arrives in its store. */
  boolean showsArrivals();

  /**
   * What arrived in the store between a snapshot and now. Only if {@link #showsArrivals}.
   *
   * @param since the snapshot, as PostgreSQL writes one
   * @param most actions in a piece
   */
  Arrivals arrivals(String since, long most);

  /**
   * The latest outcome of each of these workflows, in the fork or arrived after it. Only if {@link
   * #showsArrivals}.
   *
   * @param upto the snapshot that sees what arrived
   */
  Map<String, String> outcomes(List<String> workflows, String upto);

  /** First and last action id of a window, both inclusive. */
  record ActionSpan(long first, long last) {}
}
