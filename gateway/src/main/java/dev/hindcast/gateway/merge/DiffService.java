package dev.hindcast.gateway.merge;

import dev.hindcast.gateway.merge.MergeStore.RuleIds;
import dev.hindcast.gateway.replay.Part;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.policy.diff.ShardSummary;
import jakarta.inject.Singleton;

/** The aggregate of a replay, whole or so far. */
@Singleton
public final class DiffService {
  private final ReplayService replays;
  private final MergeStore store;
  private final SummaryCodec codec;

  DiffService(ReplayService replays, MergeStore store, SummaryCodec codec) {
    this.replays = replays;
    this.store = store;
    this.codec = codec;
  }

  /**
   * The diff of a replay.
   *
   * @param complete false: the committed shards only
   */
  public record ReplayDiff(Replay replay, ShardSummary summary, RuleIds rules, boolean complete) {}

  /**
   * The diff of a replay that runs, has run, or ended early.
   *
   * @param name last part of the replay's resource name
   */
  public ReplayDiff get(String name) {
    return get(name, Part.HISTORY);
  }

  /** The diff of one part of a replay, as {@link #get(String)} gives that of its history. */
  public ReplayDiff get(String name, Part part) {
    var replay = replays.part(name, part);
    var whole = store.diff(replay.id());
    var summary =
        whole.isPresent()
            ? codec.decode(whole.get())
            : store.summaries(replay.id()).stream()
                .map(codec::decode)
                .reduce(ShardSummary.empty(), ShardSummary::plus);
    return new ReplayDiff(
        // Read again: it may have ended in between.
        whole.isPresent() ? replays.part(name, part) : replay,
        summary,
        store.rules(replay.id()),
        whole.isPresent());
  }
}
