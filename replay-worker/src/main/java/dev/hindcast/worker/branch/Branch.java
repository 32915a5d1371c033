package dev.hindcast.worker.branch;

import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.DeltaScan;
import dev.hindcast.worker.assignment.ShardRange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open branch. Thread-safe; every publisher is cold and may be cancelled at any time, which
 * gives its connection back.
 *
 * <p>Every publisher fails with {@link dev.hindcast.platform.failure.FailureException} of {@link
 * dev.hindcast.platform.failure.Failure.DependencyUnavailable} if the branch cannot be opened or
 * read.
 */
public interface Branch {

  /** The archive of the bundle with this digest, as the branch states it; empty if it has none. */
  Mono<byte[]> bundle(String digest);

  /**
   * The actions of a query, as slowly as they are asked for: no more is read from the database than
   * a bounded number of rows ahead.
   */
  Flux<RecordedAction> actions(ActionQuery query);

  /**
   * Finds what is to be judged of a range.
   *
   * @param from first id
   * @param to first id after the range
   */
  Mono<Scan> scan(DeltaScan scan, long from, long to);

  /** The actions with these ids, in no order. */
  Flux<RecordedAction> actions(List<Long> ids, Projection projection);

  /**
   * The latest outcome of each of these workflows; one without any is absent.
   *
   * @param of a slice of what arrived after the fork also knows outcomes that its later snapshot
   *     sees
   */
  Mono<Map<String, WorkflowOutcome>> outcomes(Set<String> workflows, ShardRange of);

  /** Closes every connection; completes when the last one is closed. */
  Mono<Void> close();
}
