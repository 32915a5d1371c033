package dev.hindcast.worker.branch.postgres;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Branch;
import dev.hindcast.worker.branch.BranchFullException;
import dev.hindcast.worker.branch.DeltaRange;
import dev.hindcast.worker.branch.Projection;
import dev.hindcast.worker.branch.RecordedAction;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A branch behind a pool of connections of its own login. */
final class PostgresBranch implements Branch {
  /** Rows of a few scalars each; a cursor reads so many ahead at most. */
  private static final int NARROW_FETCH = 2_000;

  /** Rows that may hold whole documents. */
  private static final int WIDE_FETCH = 200;

  /** Actions that a slow store looks at in the time of one patience. */
  private static final long PER_PATIENCE = 1_000_000;

  /** The largest shard has fewer actions; ids of a team's own table may be sparse. */
  private static final long MOST_PATIENCES = 20;

  /** {@code too_many_connections}: of the login, the database or the server. */
  private static final String FULL = "53300";

  /** A server that does not let go of a connection is left to the pool. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /**
   * A scan reads much and returns little: it is worth parallel workers and room for a bitmap of a
   * tool's rows, and not worth being compiled.
   */
  private static final String SCAN_SETTINGS =
      """
      SET jit = off; SET work_mem = '64MB';
      SET parallel_setup_cost = 100; SET parallel_tuple_cost = 0.001;
      SET max_parallel_workers_per_gather = \
      """;

  private static final String PARALLEL = SCAN_SETTINGS + "DEFAULT";

  /** What an index lists is fetched by one process in half the time that two or three take. */
  private static final String ALONE = SCAN_SETTINGS + "0";

  private final ConnectionPool connections;
  private final Duration stall;

  /**
   * @param stall how long a statement may be silent before it is given up
   */
  PostgresBranch(ConnectionPool connections, Duration stall) {
    this.connections = connections;
    this.stall = stall;
  }

  @Override
  public Mono<byte[]> bundle(String digest) {
    return query(
            connection ->
                Flux.from(
                        connection
                            .createStatement(
                                """
                                SELECT content FROM loaded_bundle WHERE digest = $1
                                UNION ALL
                                SELECT content FROM policy_activation WHERE digest = $1
                                LIMIT 1""")
                            .bind(0, digest)
                            .execute())
                    .flatMap(result -> result.map((row, _) -> row.get(0, byte[].class))))
        .next();
  }

  @Override
  public Flux<RecordedAction> actions(ActionQuery query) {
    var sql = ActionSql.of(query);
    var rows = new ActionRows(query);
    return query(
        connection ->
            Flux.from(
                    bound(connection.createStatement(sql.text()), sql)
                        .fetchSize(fetchSize(query.projection()))
                        .execute())
                .concatMap(result -> result.map((row, _) -> rows.read(row)), 1));
  }

  /**
   * Asks the server to end what it hangs in. Only for a connection that is not used again: the
   * request may come late and hit another statement.
   */
  private static void endStatement(@Nullable Connection connection) {
    if (connection instanceof Wrapped<?> pooled) {
      var postgres = pooled.unwrap(PostgresqlConnection.class);
      postgres.cancelRequest().timeout(CLOSING).onErrorComplete().subscribe();
    }
  }

  @Override
  public Mono<Long> count(DeltaRange range) {
    return scan(range, PARALLEL, ActionSql.count(range), row -> row.get(0, Long.class)).next();
  }

  @Override
  public Flux<RecordedAction> found(DeltaRange range, String statement) {
    var rows = new ActionRows(range.projection());
    var most = statement.equals(range.scan().pulled().getFirst());
    return scan(range, most ? PARALLEL : ALONE, ActionSql.of(range, statement), rows::read);
  }

  /** A scan may find nothing in all of its range, and is silent as long as it looks. */
  private Duration patience(ShardRange.Actions range) {
    long millions = range.to() / PER_PATIENCE - range.from() / PER_PATIENCE;
    return stall.multipliedBy(1 + Math.clamp(millions, 0, MOST_PATIENCES));
  }

  private <T> Flux<T> scan(
      DeltaRange range, String settings, ActionSql sql, Function<Row, T> read) {
    return query(
        patience(range.range()),
        connection ->
            Flux.from(connection.createStatement(settings).execute())
                .flatMap(Result::getRowsUpdated)
                .thenMany(bound(connection.createStatement(sql.text()), sql).execute())
                .concatMap(result -> result.map((row, _) -> read.apply(row)), 1));
  }

  @Override
  public Mono<Map<String, WorkflowOutcome>> outcomes(Set<String> workflows, ShardRange of) {
    var rows =
        of instanceof ShardRange.Live
            ? "(SELECT * FROM workflow_outcome UNION ALL SELECT * FROM "
                + SliceSql.OUTCOMES
                + " WHERE pg_visible_in_snapshot(recorded_xid, $2::pg_snapshot)) AS known"
            : "workflow_outcome";
    return query(
            connection ->
                Flux.from(
                        bound(
                                connection.createStatement(
                                    """
                                    SELECT DISTINCT ON (workflow_id) workflow_id, outcome
                                    FROM %s
                                    WHERE workflow_id = ANY ($1)
                                    ORDER BY workflow_id, outcome_id DESC"""
                                        .formatted(rows)),
                                of)
                            .bind(0, workflows.toArray(String[]::new))
                            .execute())
                    .flatMap(
                        result ->
                            result.map(
                                (row, _) ->
                                    Map.entry(
                                        row.get(0, String.class),
                                        WorkflowOutcome.byId(row.get(1, String.class))))))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  @Override
  public Mono<Void> close() {
    return connections.disposeLater();
  }

  // Cancelling gives the connection back too: the driver ends the cursor first.
  private <T> Flux<T> query(Function<Connection, Publisher<T>> work) {
    return query(stall, work);
  }

  private <T> Flux<T> query(Duration patience, Function<Connection, Publisher<T>> work) {
    return Flux.defer(
            () -> {
              var used = new AtomicReference<Connection>();
              return Stall.guard(
                  Flux.usingWhen(
                      connections.create().doOnNext(used::set),
                      connection -> LoopConnection.loopOf(connection).on(work.apply(connection)),
                      PostgresBranch::close),
                  patience,
                  () -> endStatement(used.get()));
            })
        .onErrorMap(PostgresBranch::failure);
  }

  private static Mono<Void> close(Connection connection) {
    return Mono.from(connection.close()).timeout(CLOSING).onErrorComplete();
  }

  private static Statement bound(Statement statement, ShardRange of) {
    return of instanceof ShardRange.Live live ? statement.bind(1, live.upto()) : statement;
  }

  private static Statement bound(Statement statement, ActionSql sql) {
    for (int i = 0; i < sql.parameters().size(); i++) {
      statement.bind(i, sql.parameters().get(i));
    }
    return statement;
  }

  private static int fetchSize(Projection projection) {
    return projection.arguments().all() || projection.context().all() || projection.result()
        ? WIDE_FETCH
        : NARROW_FETCH;
  }

  private static Throwable failure(Throwable cause) {
    if (cause instanceof FailureException) {
      return cause;
    }
    return cause instanceof R2dbcException refused && FULL.equals(refused.getSqlState())
        ? new BranchFullException(cause)
        : new FailureException(new Failure.DependencyUnavailable("the branch"), cause);
  }
}
