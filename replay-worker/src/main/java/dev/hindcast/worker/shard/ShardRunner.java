package dev.hindcast.worker.shard;

import dev.hindcast.policy.judge.Side;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.Projection;
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
    var window = assignment.context().window();
    var projection = Projection.of(replay.judge().reads());
    var shard = new ShardJudge(replay.judge(), window, limits);
    var batches = new AtomicLong();
    return replay
        .branch()
        .actions(new ActionQuery(assignment.range(), window, projection))
        .buffer(ROWS)
        .publishOn(judging, 2)
        .map(shard::judge)
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
