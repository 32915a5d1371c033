package dev.hindcast.gateway.merge;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Changes and summaries in the control database. Thread-safe, blocking. */
public interface MergeStore {

  /**
   * Stores a batch under its epoch. Nobody sees it before its shard is committed.
   *
   * <p>The answer may be given before the batch is on disk: what a crash of the database takes away
   * is missed by {@link #commit}, which then gives {@link Acceptance#MISFIT}.
   */
  Acceptance append(ChangeBatch batch);

  /** Commits a shard with all its batches, in one transaction and on disk. */
  Acceptance commit(ShardResult result);

  /** The summaries of a replay's committed shards, in no order. */
  List<ByteString> summaries(long replayId);

  /** The merged summary of a replay that succeeded. */
  Optional<ByteString> diff(long replayId);

  /** Ids of the rules of both bundles. */
  RuleIds rules(long replayId);

  /**
   * Ends a running replay whose shards are all committed, in one transaction: its workflows, its
   * diff, its state. Whoever comes second changes nothing.
   *
   * @param merge makes the diff of the shards' summaries
   * @return true if this call did it
   */
  boolean finish(String replay, Function<Shards, Finished> merge);

  /**
   * What {@link #finish} merges.
   *
   * @param workflows hash over every touched workflow: its id, outcome, first divergence and losses
   */
  record Shards(
      List<ByteString> summaries,
      RuleIds rules,
      String baselineDigest,
      String candidateDigest,
      String workflows) {
    public Shards {
      summaries = List.copyOf(summaries);
    }
  }

  /** Ids of rules. */
  record RuleIds(Set<String> baseline, Set<String> candidate) {
    public RuleIds {
      baseline = Set.copyOf(baseline);
      candidate = Set.copyOf(candidate);
    }
  }

  /**
   * A merged diff.
   *
   * @param diff encoded
   * @param digest of its facts, see {@link dev.hindcast.policy.diff.DiffDigest}
   */
  record Finished(ByteString diff, String digest) {}
}
