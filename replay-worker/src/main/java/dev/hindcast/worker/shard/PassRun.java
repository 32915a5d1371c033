package dev.hindcast.worker.shard;

import dev.hindcast.policy.judge.PassJudge;
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
 * Runs a shard of a pass: every action is read once, with all that any of the bundles reads, and
 * judged with every candidate. Demand flows as in {@link ShardRunner}.
 */
record PassRun(ShardLimits limits, Scheduler judging, ShardMetrics metrics, ShardSpan span) {
  /** Judgements that change threads together. */
  private static final int JUDGEMENTS = 1024;

  private static final int LEAST_ROWS = 16;
  private static final int MOST_ROWS = 256;

  Mono<Void> run(Assignment assignment, Branch branch, PassJudge judge, ShardResults results) {
    var lease = assignment.lease();
    var window = assignment.context().window();
    var followers = assignment.context().followers();
    var shard = new PassShard(judge, followers, window, limits);
    var batches = new AtomicLong();
    var unacked = new Unacked(limits.unackedBatches(), metrics);
    var rows = Math.clamp(JUDGEMENTS / judge.candidates().size(), LEAST_ROWS, MOST_ROWS);
    var query =
        new ActionQuery(assignment.range(), window, Projection.of(judge.reads(), judge.bundles()));
    return span.reading(branch.actions(query).buffer(rows), List::size)
        .doOnNext(read -> metrics.read(read.size()))
        .publishOn(judging, 2)
        .map(shard::judge)
        // Fused, judging would run on whichever thread an acknowledgement arrives.
        .hide()
        .concatMapIterable(Function.identity(), 1)
        .concatWith(Flux.defer(() -> Flux.fromIterable(shard.rest())))
        .concatMap(batch -> withOutcomes(batch, branch, assignment.range()), 1)
        .flatMap(
            batch -> unacked.watch(results.changes(lease, batches.getAndIncrement(), batch)),
            limits.unackedBatches(),
            1)
        .then(
            Mono.defer(
                () ->
                    results
                        .summary(lease, shard.leader(batches.get()))
                        .doOnSuccess(_ -> shard.tell(metrics, span))));
  }

  private static Mono<PassBatch> withOutcomes(PassBatch batch, Branch branch, ShardRange range) {
    var workflows = batch.changes().map(JudgedChange::workflowId).collect(Collectors.toSet());
    return workflows.isEmpty()
        ? Mono.just(batch)
        : branch
            .outcomes(workflows, range)
            .map(
                outcomes ->
                    batch.map(
                        change ->
                            change.withOutcome(
                                outcomes.getOrDefault(
                                    change.workflowId(), WorkflowOutcome.UNKNOWN))));
  }
}
