package dev.hindcast.worker.shard;

import dev.hindcast.policy.judge.Side;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.RecordedAction;
import dev.hindcast.worker.branch.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Runs shards. Demand flows from the acknowledgements back to the cursor: while {@link
 * ShardLimits#unackedBatches} are on their way nothing more is judged, and while nothing is judged
 * nothing more is read. Thread-safe.
 */
public final class ShardRunner {
  /** Rows that change threads together. */
  private static final int ROWS = 256;

  /** Ids that are looked up by one statement. */
  private static final int LOOK_UP = 2_000;

  /**
   * Ids that one scan covers, so that its lists stay bounded however large the shard is; more where
   * that would be too many scans. The gateway's own shards are no larger.
   */
  private static final long SCAN = 1 << 22;

  private static final long MOST_SCANS = 4_096;

  private final OpenReplays replays;
  private final ShardLimits limits;
  private final Scheduler judging;

  /**
   * @param judging where actions are judged, apart from the threads that read
   */
  public ShardRunner(OpenReplays replays, ShardLimits limits, Scheduler judging) {
    this.replays = replays;
    this.limits = limits;
    this.judging = judging;
  }

  /**
   * Judges a shard and sends its results; completes when the summary is acknowledged. Cancelling
   * stops it at once and gives its connection back.
   */
  public Mono<Void> run(Assignment assignment, ShardResults results) {
    return replays.use(
        assignment,
        replay ->
            replay
                .pass()
                .map(
                    pass ->
                        new PassRun(limits, judging)
                            .run(assignment, replay.branch(), pass, results))
                .orElseGet(() -> run(assignment, replay, results)));
  }

  private Mono<Void> run(Assignment assignment, OpenReplay replay, ShardResults results) {
    var lease = assignment.lease();
    var shard = new ShardJudge(replay.judge(), assignment.context().window(), limits);
    var batches = new AtomicLong();
    return portions(assignment, replay)
        .publishOn(judging, 2)
        .map(shard::take)
        // Fused, judging would run on whichever thread an acknowledgement arrives.
        .hide()
        .concatMapIterable(Function.identity(), 1)
        .concatWith(Flux.defer(() -> Flux.fromIterable(shard.rest())))
        .concatMap(batch -> withOutcomes(batch, replay.branch(), assignment.range()), 1)
        .flatMap(
            batch -> results.changes(lease, batches.getAndIncrement(), batch),
            limits.unackedBatches(),
            1)
        .then(
            Mono.defer(
                () ->
                    results.summary(
                        lease,
                        new ShardResult(
                            batches.get(),
                            shard.summary(),
                            replay.judge().bundle(Side.BASELINE).bundle(),
                            replay.judge().bundle(Side.CANDIDATE).bundle()))));
  }

  private static Flux<Portion> portions(Assignment assignment, OpenReplay replay) {
    var context = assignment.context();
    var projection = Projection.of(replay.judge().reads(), replay.judge().bundles());
    if (context.delta().isPresent()) {
      if (!(assignment.range() instanceof ShardRange.Actions range)) {
        throw new IllegalArgumentException("a delta replay is sharded by action");
      }
      return Flux.fromIterable(pieces(range))
          .concatMap(
              piece -> replay.branch().scan(context.delta().get(), piece.from(), piece.to()), 1)
          .concatMap(scan -> found(scan, replay.branch(), projection), 1);
    }
    return replay
        .branch()
        .actions(new ActionQuery(assignment.range(), context.window(), projection))
        .buffer(ROWS)
        .map(Portion.Judged::new);
  }

  private static Flux<Portion> found(Scan scan, Branch branch, Projection projection) {
    return Flux.concat(
        Flux.just(new Portion.Unpulled(scan.actions() - scan.pulled().size())),
        lookUp(scan.audited(), branch, projection).map(Portion.Audited::new),
        lookUp(scan.pulled(), branch, projection).map(Portion.Judged::new));
  }

  private static Flux<List<RecordedAction>> lookUp(
      List<Long> ids, Branch branch, Projection projection) {
    return Flux.fromIterable(ids)
        .buffer(LOOK_UP)
        .concatMap(some -> branch.actions(some, projection), 1)
        .buffer(ROWS);
  }

  private static List<ShardRange.Actions> pieces(ShardRange.Actions range) {
    // Divided first: a range may be wider than the largest number.
    long width = Math.max(SCAN, range.to() / MOST_SCANS - range.from() / MOST_SCANS + 1);
    var pieces = new ArrayList<ShardRange.Actions>();
    for (long from = range.from(); from < range.to(); ) {
      long to = from < range.to() - width ? from + width : range.to();
      pieces.add(new ShardRange.Actions(from, to));
      from = to;
    }
    return pieces;
  }

  private static Mono<List<JudgedChange>> withOutcomes(
      List<JudgedChange> batch, Branch branch, ShardRange range) {
    var workflows = batch.stream().map(JudgedChange::workflowId).collect(Collectors.toSet());
    return branch
        .outcomes(workflows, range)
        .map(
            outcomes ->
                batch.stream()
                    .map(
                        change ->
                            change.withOutcome(
                                outcomes.getOrDefault(
                                    change.workflowId(), WorkflowOutcome.UNKNOWN)))
                    .toList());
  }
}
