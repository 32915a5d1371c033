package dev.hindcast.worker.branch;

import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.ShardRange;
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

  /** How many actions a range has. */
  Mono<Long> count(DeltaRange range);

  /**
   * The actions that a statement of a scan finds, in no order. As slowly as they are asked for, but
   * with no cursor, for which PostgreSQL runs no parallel workers.
   *
   * @param statement the sample of the scan, or one of those that pull
   */
  Flux<RecordedAction> found(DeltaRange range, String statement);

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
