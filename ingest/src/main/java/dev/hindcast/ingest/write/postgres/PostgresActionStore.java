package dev.hindcast.ingest.write.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import dev.hindcast.ingest.write.ActionStore;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.platform.jdbc.PoolMetrics;
import dev.hindcast.platform.jdbc.SqlFailures.UniqueViolationException;
import dev.hindcast.tracestore.copy.CopyRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Appends to the default trace store by COPY. Its login needs no more than {@code hindcast store
 * migrate --ingest-login} grants: to append, to look up keys, and to see the last steps of
 * workflows.
 *
 * <p>Two processes may append to one workflow at the same time: the second finds its steps taken
 * and takes the next ones.
 */
public final class PostgresActionStore implements ActionStore {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 20;
  private static final String KNOWN = "SELECT key FROM hindcast.ingested WHERE key = ANY (?)";
  private static final String CLAIM =
      """
      INSERT INTO hindcast.ingested (key) SELECT key FROM unnest(?::uuid[]) AS k (key)
      ON CONFLICT DO NOTHING RETURNING key
      """;
  private static final String LAST_STEPS =
      """
      SELECT w.id, (SELECT max(step) FROM hindcast.action WHERE workflow_id = w.id COLLATE "C")
      FROM unnest(?::text[]) AS w (id)
      """;
  private static final String COPY_ACTIONS =
      """
      COPY hindcast.action (workflow_id, step, occurred_at, tenant, agent, model, operation, tool, arguments, context,
        result, error, erased, effect, rule_id, bundle_version, trace_id, span_id) FROM STDIN
      """;
  private static final String COPY_OUTCOMES =
      "COPY hindcast.workflow_outcome (workflow_id, outcome, labels, occurred_at) FROM STDIN";

  private final HikariDataSource pool;
  private final Jdbc jdbc;
  private final CopyRows rows = new CopyRows();

  /** A store in a database; it is connected to when it is first written to. */
  public PostgresActionStore(String id, DatabaseSettings database, PoolMetrics metrics) {
    pool = Databases.pool(database, "ingest-" + id, SILENCE);
    metrics.watch(pool);
    // Less than exporters wait for an answer.
    pool.setConnectionTimeout(CONNECT.toMillis());
    jdbc = new Jdbc(pool, "the trace store");
  }

  @Override
  public Stored add(List<IncomingAction> actions, List<IncomingOutcome> outcomes)
      throws RefusedValueException {
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbc.inTransaction(transaction -> add(transaction, actions, outcomes));
      } catch (UniqueViolationException e) {
        if (attempt == ATTEMPTS) {
          throw new FailureException(
              new Failure.DependencyUnavailable("the trace store, which others write to,"), e);
        }
      } catch (IllegalStateException e) {
        if (!(e.getCause() instanceof SQLException sql)) {
          throw e;
        }
        if (isAboutValues(sql)) {
          throw new RefusedValueException(sql.getSQLState());
        }
        // A right that is missing, an old schema, a standby: somebody will mend it, and senders
        // must not drop what they
        // have until then.
        throw new FailureException(new Failure.DependencyUnavailable("the trace store"), e);
      }
    }
  }

  private Stored add(
      Transaction transaction, List<IncomingAction> actions, List<IncomingOutcome> outcomes)
      throws SQLException {
    var covers = new TreeSet<ActionKey>();
    actions.forEach(action -> covers.addAll(action.identity().covers()));
    var covered = covers.isEmpty() ? Set.<UUID>of() : keys(transaction, KNOWN, covers);

    var claims = new TreeSet<ActionKey>();
    var leaves = new TreeSet<ActionKey>();
    var candidates = new ArrayList<IncomingAction>();
    for (var action : actions) {
      var identity = action.identity();
      leaves.addAll(identity.leaves());
      if (identity.covers().stream().anyMatch(key -> covered.contains(key.value()))) {
        leaves.add(identity.key());
      } else {
        claims.add(identity.key());
        candidates.add(action);
      }
    }
    outcomes.forEach(outcome -> claims.add(outcome.key()));
    // In one order everywhere, so that two writers wait for each other in one direction only.
    var claimed = keys(transaction, CLAIM, claims);
    leaves.removeAll(claims);
    if (!leaves.isEmpty()) {
      var _ = keys(transaction, CLAIM, leaves);
    }
    var added =
        addActions(
            transaction,
            candidates.stream()
                .filter(action -> claimed.remove(action.identity().key().value()))
                .toList());
    return new Stored(added, addOutcomes(transaction, outcomes, claimed));
  }

  private int addActions(Transaction transaction, List<IncomingAction> actions)
      throws SQLException {
    if (actions.isEmpty()) {
      return 0;
    }
    var byWorkflow = new HashMap<String, List<IncomingAction>>();
    for (var action : actions) {
      byWorkflow.computeIfAbsent(action.workflowId(), id -> new ArrayList<>()).add(action);
    }
    var next = nextSteps(transaction, byWorkflow.keySet());
    rows.clear();
    // In one order here, too: the index of workflows and steps makes writers wait.
    for (var workflow : byWorkflow.keySet().stream().sorted().toList()) {
      int step = next.get(workflow);
      for (var action : byWorkflow.get(workflow)) {
        ActionRow.append(rows, action, step++);
      }
    }
    send(transaction, COPY_ACTIONS);
    return actions.size();
  }

  private int addOutcomes(
      Transaction transaction, List<IncomingOutcome> outcomes, Set<UUID> claimed)
      throws SQLException {
    rows.clear();
    for (var outcome : outcomes) {
      if (claimed.remove(outcome.key().value())) {
        rows.text(outcome.workflowId())
            .text(outcome.outcome().id())
            .text(outcome.labels())
            .text(outcome.time().toString())
            .endRow();
      }
    }
    var count = rows.rows();
    if (count > 0) {
      send(transaction, COPY_OUTCOMES);
    }
    return count;
  }

  private static Set<UUID> keys(Transaction transaction, String sql, Collection<ActionKey> keys)
      throws SQLException {
    var values = keys.stream().map(ActionKey::value).toArray();
    return new HashSet<>(
        transaction.query(
            sql,
            statement ->
                statement.setArray(1, transaction.connection().createArrayOf("uuid", values)),
            row -> row.getObject(1, UUID.class)));
  }

  private static Map<String, Integer> nextSteps(Transaction transaction, Set<String> workflows)
      throws SQLException {
    var next = new HashMap<String, Integer>();
    transaction
        .query(
            LAST_STEPS,
            statement ->
                statement.setArray(
                    1, transaction.connection().createArrayOf("text", workflows.toArray())),
            row -> {
              var last = row.getObject(2, Integer.class);
              return Map.entry(row.getString(1), last == null ? 0 : last + 1);
            })
        .forEach(workflow -> next.put(workflow.getKey(), workflow.getValue()));
    return next;
  }

  private void send(Transaction transaction, String copy) throws SQLException {
    if (rows.send(transaction.connection(), copy) != rows.rows()) {
      throw new SQLException("COPY took another number of rows than were sent");
    }
  }

  // 22: data exceptions; 54: a value over a limit, e.g. too long for an index.
  private static boolean isAboutValues(SQLException e) {
    var state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("54"));
  }

  @Override
  public void close() {
    pool.close();
  }
}
