package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which branches to list.
 *
 * @param store empty: of all stores
 * @param states only these, gone ones too; empty: see {@code showGone}
 * @param showGone without states: also deleted and failed ones
 * @param owner empty: of all owners
 * @param createdBefore empty: whenever they were created
 */
public record BranchFilter(
    Optional<String> store,
    Set<BranchState> states,
    boolean showGone,
    Optional<String> owner,
    Optional<Instant> createdBefore) {
  public BranchFilter {
    requireNonNull(store);
    states = Set.copyOf(states);
    requireNonNull(owner);
    requireNonNull(createdBefore);
  }

  /** All live branches of a store, or of all. */
  public static BranchFilter live(Optional<String> store) {
    return new BranchFilter(store, Set.of(), false, Optional.empty(), Optional.empty());
  }

  /** The same, also what is gone. */
  public BranchFilter withGone() {
    return new BranchFilter(store, states, true, owner, createdBefore);
  }

  Set<BranchState> wanted() {
    if (!states.isEmpty()) {
      return states;
    }
    var all = EnumSet.allOf(BranchState.class);
    all.removeIf(state -> !showGone && !state.isLive());
    return all;
  }

  /** The same text for the same listing: a page token is bound to it. */
  String text() {
    return String.join(
        "\n",
        store.orElse("-"),
        new TreeSet<>(wanted()).toString(),
        owner.map(name -> "=" + name).orElse(""),
        createdBefore.map(Instant::toString).orElse(""));
  }
}
