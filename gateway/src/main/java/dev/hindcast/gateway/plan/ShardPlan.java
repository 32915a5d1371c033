package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchReader.ActionSpan;
import dev.hindcast.gateway.replay.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a window is cut.
 *
 * @param ranges disjoint and together the whole window; at least one
 * @param estimate of the window's actions
 */
public record ShardPlan(List<ShardRange> ranges, long estimate) {
  /** Large enough that a lease costs little beside the work, small enough to lose one. */
  private static final long LARGEST_SHARD = 20_000;

  /**
   * Most of a delta replay's actions are only counted, by statements that PostgreSQL runs in
   * parallel itself: the fewer the better, as long as little is lost with a worker. Nothing of a
   * shard is kept in a worker's memory, however many it holds.
   */
  private static final long LARGEST_DELTA_SHARD = 1 << 24;

  /** But what is pulled is judged by one thread a shard. */
  private static final long LARGEST_PULL = 100_000;

  private static final long SMALLEST_SHARD = 1_000;

  /** A small window is cut into about so many, so that several workers have something to do. */
  private static final long FEW = 16;

  private static final long MOST = 10_000;

  public ShardPlan {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("a plan has at least one shard");
    }
  }

  /**
   * Cuts a window.
   *
   * @param byWorkflow whether workflows must stay whole
   * @param pulled share of the actions that a delta replay judges; empty: all are judged
   * @param requested number of shards; 0: as many as the estimate asks for
   */
  static ShardPlan of(
      BranchReader branch,
      Window window,
      Optional<ActionSpan> span,
      boolean byWorkflow,
      OptionalDouble pulled,
      int requested) {
    if (span.isEmpty()) {
      return new ShardPlan(
          List.of(byWorkflow ? new ShardRange.Workflows("", "") : new ShardRange.Actions(0, 0)), 0);
    }
    var estimate = branch.estimate(window, span.get());
    var shards = requested == 0 ? shardsFor(estimate, pulled) : requested;
    return new ShardPlan(
        byWorkflow
            ? byWorkflow(branch.workflowCuts(window, shards, estimate))
            : byAction(span.get(), shards),
        estimate);
  }

  static int shardsFor(long actions, OptionalDouble pulled) {
    if (pulled.isPresent()) {
      var judged = Math.round(actions * pulled.getAsDouble());
      return (int)
          Math.clamp(
              Math.max(parts(actions, LARGEST_DELTA_SHARD), parts(judged, LARGEST_PULL)), 1, MOST);
    }
    var size = Math.clamp(actions / FEW, SMALLEST_SHARD, LARGEST_SHARD);
    return (int) Math.clamp(parts(actions, size), 1, MOST);
  }

  private static long parts(long actions, long size) {
    return actions / size + (actions % size == 0 ? 0 : 1);
  }

  static List<ShardRange> byAction(ActionSpan span, int shards) {
    var ids = span.last() - span.first() + 1;
    var pieces = Math.clamp(ids, 1, shards);
    var ranges = new ArrayList<ShardRange>(pieces);
    var width = ids / pieces;
    var rest = ids % pieces;
    var from = span.first();
    for (var i = 0; i < pieces; i++) {
      var to = from + width + (i < rest ? 1 : 0);
      ranges.add(new ShardRange.Actions(from, to));
      from = to;
    }
    return ranges;
  }

  static List<ShardRange> byWorkflow(List<String> cuts) {
    var ranges = new ArrayList<ShardRange>(cuts.size() + 1);
    var from = "";
    for (var cut : cuts) {
      ranges.add(new ShardRange.Workflows(from, cut));
      from = cut;
    }
    ranges.add(new ShardRange.Workflows(from, ""));
    return ranges;
  }
}
