package dev.hindcast.gateway.branch.postgres;

import dev.hindcast.gateway.branch.Arrivals;
import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.BranchRole;
import dev.hindcast.gateway.branch.StoredBundle;
import dev.hindcast.gateway.replay.Window;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.reads.Reads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a branch by the unqualified names of its contract: {@code action}, {@code
 * workflow_outcome}, {@code policy_activation}, {@code loaded_bundle}.
 */
final class PostgresBranchReader implements BranchReader {
  /** Enough for cuts that are good to a few percent. */
  private static final long SAMPLE = 50_000;

  /** Actions that are looked at for an estimate, evenly spread. */
  private static final int PROBES = 1_000;

  private static final String IN_WINDOW =
      """
      occurred_at >= coalesce(?::timestamptz, '-infinity') AND occurred_at < coalesce(?::timestamptz, 'infinity')""";

  private final BranchQuery query;
  private final ActionQuery actions;
  private final ArrivalQuery arrivals;

  PostgresBranchReader(Connection connection) {
    this.query = new BranchQuery(connection);
    this.actions = new ActionQuery(query);
    this.arrivals = new ArrivalQuery(query);
  }

  @Override
  public Optional<StoredBundle> loaded(BranchRole role) {
    return query.first(
        "SELECT bundle, version, digest, content FROM loaded_bundle WHERE role = ? ORDER BY loaded_at DESC LIMIT 1",
        statement -> statement.setString(1, role.id()),
        PostgresBranchReader::bundle);
  }

  @Override
  public Optional<StoredBundle> candidate(String id) {
    return query.first(
        """
        SELECT bundle, version, digest, content FROM loaded_bundle
        WHERE role = 'candidate' AND (version = ? OR digest = ?) ORDER BY loaded_at DESC LIMIT 1""",
        statement -> {
          statement.setString(1, id);
          statement.setString(2, id);
        },
        PostgresBranchReader::bundle);
  }

  @Override
  public Optional<StoredBundle> active(String bundle) {
    return query.first(
        """
        SELECT bundle, version, digest, content FROM policy_activation
        WHERE bundle = ? ORDER BY activation_id DESC LIMIT 1""",
        statement -> statement.setString(1, bundle),
        PostgresBranchReader::bundle);
  }

  @Override
  public Optional<StoredBundle> byDigest(String digest) {
    return query.first(
        """
        SELECT bundle, version, digest, content FROM loaded_bundle WHERE digest = ?
        UNION ALL SELECT bundle, version, digest, content FROM policy_activation WHERE digest = ?
        LIMIT 1""",
        statement -> {
          statement.setString(1, digest);
          statement.setString(2, digest);
        },
        PostgresBranchReader::bundle);
  }

  private static StoredBundle bundle(ResultSet row) throws SQLException {
    var version = row.getString("version");
    return new StoredBundle(
        row.getString("bundle"),
        version == null ? "" : version,
        row.getString("digest"),
        BundleSource.fromTarGz(row.getBytes("content")));
  }

  @Override
  public Optional<ActionSpan> span(Window window) {
    var bounded = window.start().isPresent() || window.end().isPresent();
    return query
        .all(
            "SELECT min(action_id), max(action_id) FROM action"
                + (bounded ? " WHERE " + IN_WINDOW : ""),
            statement -> {
              if (bounded) {
                bind(statement, 1, window);
              }
            },
            row -> {
              var first = row.getLong(1);
              return row.wasNull()
                  ? Optional.<ActionSpan>empty()
                  : Optional.of(new ActionSpan(first, row.getLong(2)));
            })
        .getFirst();
  }

  @Override
  public long estimate(Window window, ActionSpan span) {
    var ids = span.last() - span.first() + 1;
    if (window.start().isEmpty() && window.end().isEmpty()) {
      return ids; // a store without statistics would have the planner guess a small share
    }
    // A fork is a view whose filter the statistics know nothing of: its share of the rows is off by
    // a constant, which cancels out in the ratio. Ids have few gaps, so their span is the scale.
    var inSpan = "SELECT FROM action WHERE action_id BETWEEN ? AND ?";
    var whole =
        plannedRows(
            inSpan,
            statement -> {
              statement.setLong(1, span.first());
              statement.setLong(2, span.last());
            });
    var part =
        plannedRows(
            inSpan + " AND " + IN_WINDOW,
            statement -> {
              statement.setLong(1, span.first());
              statement.setLong(2, span.last());
              bind(statement, 3, window);
            });
    var share = whole == 0 ? 1.0 : Math.min(1.0, part / whole);
    return Math.max(1, Math.round(ids * share));
  }

  @Override
  public Optional<Double> share(String condition, ActionSpan span) {
    return query.attempt(
        """
        SELECT coalesce(avg(CASE WHEN (%s) IS NOT FALSE THEN 1 ELSE 0 END), 0)::float8 FROM action
        WHERE action_id = ANY (ARRAY(SELECT ?::bigint + ((?::numeric - ?::numeric) * i / %d)::bigint FROM generate_series(0, %d - 1) i))"""
            .formatted(condition, PROBES, PROBES),
        statement -> {
          statement.setLong(1, span.first());
          statement.setLong(2, span.last());
          statement.setLong(3, span.first());
        },
        row -> row.getDouble(1));
  }

  @Override
  public boolean uses(String statement, String index) {
    return query
        .attempt("EXPLAIN (FORMAT JSON) " + statement, Binder.NONE, row -> row.getString(1))
        .filter(plan -> plan.contains("\"Index Name\": \"" + index + "\""))
        .isPresent();
  }

  @Override
  public double cost(String statement) {
    return query
        .attempt(
            "EXPLAIN (FORMAT JSON) " + statement,
            Binder.NONE,
            row -> planned(JsonValues.parse(row.getString(1)), "Total Cost"))
        .orElse(0.0);
  }

  @Override
  public boolean isUtf8() {
    return query
        .first(
            "SELECT current_setting('server_encoding') = 'UTF8'",
            Binder.NONE,
            row -> row.getBoolean(1))
        .orElse(false);
  }

  private double plannedRows(String sql, Binder binder) {
    var plan =
        query
            .first(
                "EXPLAIN (FORMAT JSON) " + sql, binder, row -> JsonValues.parse(row.getString(1)))
            .orElseThrow();
    return planned(plan, "Plan Rows");
  }

  private static double planned(@Nullable Object plan, String field) {
    return plan instanceof List<?> list
            && list.getFirst() instanceof Map<?, ?> entry
            && entry.get("Plan") instanceof Map<?, ?> root
            && root.get(field) instanceof Number number
        ? number.doubleValue()
        : 0;
  }

  @Override
  public List<String> workflowCuts(Window window, int parts, long estimate) {
    var fractions =
        IntStream.range(1, parts).mapToObj(i -> Double.valueOf((double) i / parts)).toArray();
    if (fractions.length == 0) {
      return List.of();
    }
    return query.all(
        """
        SELECT DISTINCT cut COLLATE "C" FROM (
          SELECT percentile_disc(?::float8[]) WITHIN GROUP (ORDER BY workflow_id COLLATE "C") AS cuts,
            min(workflow_id COLLATE "C") AS lowest
          FROM action WHERE (hashint8(action_id) & 2147483647) %% ? = 0 AND %s) sample, unnest(cuts) AS cut
        WHERE cut COLLATE "C" > lowest ORDER BY 1"""
            .formatted(IN_WINDOW),
        statement -> {
          statement.setArray(1, statement.getConnection().createArrayOf("float8", fractions));
          statement.setLong(2, Math.max(1, estimate / SAMPLE));
          bind(statement, 3, window);
        },
        row -> row.getString(1));
  }

  @Override
  public Optional<EvaluationInput> action(long actionId, Reads reads) {
    return actions.input(actionId, reads);
  }

  @Override
  public Optional<EvaluationInput> arrived(
      long actionId, Reads reads, Function<String, Optional<String>> slice) {
    return actions.arrived(actionId, reads, slice);
  }

  @Override
  public boolean showsArrivals() {
    return arrivals.possible();
  }

  @Override
  public Arrivals arrivals(String since, long most) {
    return arrivals.since(since, most);
  }

  @Override
  public Map<String, String> outcomes(List<String> workflows, String upto) {
    return arrivals.outcomes(workflows, upto);
  }

  private static void bind(PreparedStatement statement, int first, Window window)
      throws SQLException {
    statement.setObject(first, window.start().map(PostgresBranchReader::utc).orElse(null));
    statement.setObject(first + 1, window.end().map(PostgresBranchReader::utc).orElse(null));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
