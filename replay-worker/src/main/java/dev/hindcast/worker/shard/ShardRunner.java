package dev.hindcast.worker.shard;

import dev.hindcast.policy.judge.Side;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.Assignment;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.DeltaRange;
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
  private final ShardMetrics metrics;
  private final ShardTraces traces;

  /**
   * @param judging where actions are judged, apart from the threads that read
   */
  public ShardRunner(
      OpenReplays replays,
      ShardLimits limits,
      Scheduler judging,
      ShardMetrics metrics,
      ShardTraces traces) {
    this.replays = replays;
    this.limits = limits;
    this.judging = judging;
    this.metrics = metrics;
    this.traces = traces;
  }

  /**
   * Judges a shard and sends its results; completes when the summary is acknowledged. Cancelling
   * stops it at once and gives its connection back.
   */
  public Mono<Void> run(Assignment assignment, ShardResults results) {
    return traces.during(
        assignment,
        span ->
            replays.use(
                assignment,
                replay ->
                    replay
                        .pass()
                        .map(
                            pass ->
                                new PassRun(limits, judging, metrics, span)
                                    .run(assignment, replay.branch(), pass, results))
                        .orElseGet(() -> run(assignment, replay, results, span))));
  }

  private Mono<Void> run(
      Assignment assignment, OpenReplay replay, ShardResults results, ShardSpan span) {
    var lease = assignment.lease();
    var shard = new ShardJudge(replay.judge(), assignment.context().window(), limits);
    var batches = new AtomicLong();
    var unacked = new Unacked(limits.unackedBatches(), metrics);
    return span.reading(portions(assignment, replay), Portion::rowsRead)
        .doOnNext(portion -> metrics.read(portion.rowsRead()))
        .publishOn(judging, 2)
        .map(shard::take)
        // Fused, judging would run on whichever thread an acknowledgement arrives.
        .hide()
        .concatMapIterable(Function.identity(), 1)
        .concatWith(Flux.defer(() -> Flux.fromIterable(shard.rest())))
        .concatMap(batch -> withOutcomes(batch, replay.branch(), assignment.range()), 1)
        .flatMap(
            batch -> unacked.watch(results.changes(lease, batches.getAndIncrement(), batch)),
            limits.unackedBatches(),
            1)
        .then(
            Mono.defer(
                () -> {
                  var summary = shard.summary();
                  return results
                      .summary(
                          lease,
                          new ShardResult(
                              batches.get(),
                              summary,
                              replay.judge().bundle(Side.BASELINE).bundle(),
                              replay.judge().bundle(Side.CANDIDATE).bundle()))
                      .doOnSuccess(
                          _ -> {
                            metrics.finished(summary);
                            span.judged(summary);
                          });
                }));
  }

  private static Flux<Portion> portions(Assignment assignment, OpenReplay replay) {
    var context = assignment.context();
    var projection = Projection.of(replay.judge().reads(), replay.judge().bundles());
    if (context.delta().isPresent()) {
      if (!(assignment.range() instanceof ShardRange.Actions range)) {
        throw new IllegalArgumentException("a delta replay is sharded by action");
      }
      return found(new DeltaRange(context.delta().get(), range, projection), replay.branch());
    }
    return replay
        .branch()
        .actions(new ActionQuery(assignment.range(), context.window(), projection))
        .buffer(ROWS)
        .map(Portion.Judged::new);
  }

  /**
   * What is pulled first keeps one connection busy for about as long as everything else the other:
   * the count, and what indexes find.
   */
  private static Flux<Portion> found(DeltaRange range, Branch branch) {
    return Flux.defer(
        () -> {
          var pulled = range.scan().pulled();
          var unpulled = new AtomicLong();
          var most = judged(range, pulled.getFirst(), branch, unpulled);
          var others =
              Flux.concat(
                  branch
                      .count(range)
                      .doOnNext(unpulled::addAndGet)
                      .thenMany(audited(range, branch)),
                  Flux.fromIterable(pulled)
                      .skip(1)
                      .concatMap(statement -> judged(range, statement, branch, unpulled), 1));
          return Flux.merge(2, most, others)
              .concatWith(Mono.fromSupplier(() -> new Portion.Unpulled(unpulled.get())));
        });
  }

  private static Flux<Portion> judged(
      DeltaRange range, String statement, Branch branch, AtomicLong unpulled) {
    return branch
        .found(range, statement)
        .buffer(ROWS)
        .doOnNext(rows -> unpulled.addAndGet(-rows.size()))
        .map(Portion.Judged::new);
  }

  private static Flux<Portion> audited(DeltaRange range, Branch branch) {
    return branch.found(range, range.scan().sample()).buffer(ROWS).map(Portion.Audited::new);
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
