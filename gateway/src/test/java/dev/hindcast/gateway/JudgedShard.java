package dev.hindcast.gateway;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.policy.bundle.DerivedBundle;
import dev.hindcast.policy.bundle.ParamOverride;
import dev.hindcast.policy.cel.CelEngine;
import dev.hindcast.policy.diff.ShardAccumulator;
import dev.hindcast.policy.engine.Compilation;
import dev.hindcast.policy.engine.CompiledBundle;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.Side;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policyproto.ChangeProtos;
import dev.hindcast.policyproto.JudgedChange;
import dev.hindcast.policyproto.RuleUsages;
import dev.hindcast.policyproto.SummaryProtos;
import dev.hindcast.policyproto.WorkflowOutcome;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.worker.v1.Assignment;
import dev.hindcast.proto.worker.v1.FollowerPart;
import dev.hindcast.proto.worker.v1.ShardSummary;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an honest worker finds in a shard: read and judged the plain way. */
record JudgedShard(List<Change> changes, ShardSummary summary) {

  static JudgedShard of(Assignment assignment) {
    return of(assignment, assignment.getContext().getCandidate());
  }

  /** What there is for every replay that follows, changes and summary at once. */
  static List<FollowerPart> followers(Assignment assignment) {
    return assignment.getContext().getFollowersList().stream()
        .map(
            follower -> {
              var judged = of(assignment, follower.getCandidate());
              return FollowerPart.newBuilder()
                  .setReplay(follower.getReplay())
                  .addAllChanges(judged.changes())
                  .setSummary(judged.summary())
                  .build();
            })
        .toList();
  }

  private static JudgedShard of(Assignment assignment, PolicyRef candidate) {
    var branch = assignment.getContext().getBranch();
    var url =
        "jdbc:postgresql://"
            + branch.getHost()
            + ":"
            + branch.getPort()
            + "/"
            + branch.getDatabase();
    try (var connection =
        DriverManager.getConnection(url, branch.getUser(), branch.getPassword())) {
      return judge(connection, assignment, candidate);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static JudgedShard judge(
      Connection connection, Assignment assignment, PolicyRef candidate) throws SQLException {
    var judge =
        new Judge(
            bundle(connection, assignment.getContext().getBaseline()),
            bundle(connection, candidate));
    var sum = new ShardAccumulator();
    var changes = new ArrayList<Change>();
    Map<String, List<HistoryItem>> histories = new HashMap<>();
    try (var statement = connection.prepareStatement(sql(assignment));
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        var arguments = rows.getString("arguments");
        var action =
            Action.builder(rows.getString("tool"))
                .id(rows.getLong("action_id"))
                .workflow(rows.getString("workflow_id"), rows.getInt("step"))
                .time(rows.getObject("occurred_at", OffsetDateTime.class).toInstant())
                .agent(rows.getString("agent"))
                .args(arguments == null ? null : JsonValues.parseObject(arguments))
                .build();
        var history = histories.computeIfAbsent(action.workflowId(), _ -> new ArrayList<>());
        var verdict =
            judge.judge(
                new EvaluationInput(
                    action, WorkflowInfo.of(action.workflowId()), List.copyOf(history)),
                sum);
        history.add(HistoryItem.of(action, null, null));
        sum.add(action, verdict);
        if (verdict instanceof Verdict.Changed changed) {
          changes.add(
              ChangeProtos.toProto(
                  JudgedChange.of(action, changed)
                      .withOutcome(WorkflowOutcome.byId(rows.getString("outcome")))));
        }
      }
    }
    var summary = sum.summary();
    return new JudgedShard(
        changes,
        SummaryProtos.toProto(
            summary,
            RuleUsages.of(
                summary,
                judge.bundle(Side.BASELINE).bundle(),
                judge.bundle(Side.CANDIDATE).bundle())));
  }

  private static String sql(Assignment assignment) {
    var range = assignment.getRange();
    var select =
        """
        SELECT *, coalesce((SELECT outcome FROM workflow_outcome o WHERE o.workflow_id = a.workflow_id
          ORDER BY outcome_id DESC LIMIT 1), '') AS outcome
        FROM action a WHERE\s""";
    if (range.hasActions()) {
      return select
          + "action_id >= "
          + range.getActions().getFrom()
          + " AND action_id < "
          + range.getActions().getTo();
    }
    if (range.hasLive()) {
      var live = range.getLive();
      return select.replace("action a", "hindcast_live_action a")
          + "action_id >= %d AND action_id < %d AND NOT pg_visible_in_snapshot(recorded_xid, '%s') AND pg_visible_in_snapshot(recorded_xid, '%s')"
              .formatted(live.getFrom(), live.getTo(), live.getSince(), live.getUpto());
    }
    var to = range.getWorkflows().getTo();
    return select
        + "workflow_id >= '"
        + range.getWorkflows().getFrom()
        + "'"
        + (to.isEmpty() ? "" : " AND workflow_id < '" + to + "'")
        + " ORDER BY workflow_id, step, action_id";
  }

  private static CompiledBundle bundle(Connection connection, PolicyRef ref) throws SQLException {
    if (ref.getAllowAll()) {
      return compile(Bundle.allowAll(ref.getBundle()));
    }
    try (var statement =
        connection.prepareStatement(
            """
            SELECT content FROM loaded_bundle WHERE digest = ?
            UNION ALL SELECT content FROM policy_activation WHERE digest = ?""")) {
      var digest = ref.getBaseDigest().isEmpty() ? ref.getDigest() : ref.getBaseDigest();
      statement.setString(1, digest);
      statement.setString(2, digest);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new AssertionError("no bundle " + ref);
        }
        return compile(derived(BundleSource.fromTarGz(rows.getBytes(1)), ref));
      }
    }
  }

  private static BundleSource derived(BundleSource base, PolicyRef ref) {
    var overrides =
        ref.getOverridesList().stream()
            .map(value -> new ParamOverride(value.getParam(), value.getValueJson()))
            .toList();
    if (DerivedBundle.of(base, overrides) instanceof DerivedBundle.Result.Derived(var source)
        && source.digest().equals(ref.getDigest())) {
      return source;
    }
    throw new AssertionError("not the bundle that was asked for: " + ref);
  }

  private static CompiledBundle compile(BundleSource source) {
    if (new CelEngine().compile(source) instanceof Compilation.Compiled(var bundle, _)) {
      return bundle;
    }
    throw new AssertionError("the test's bundle does not compile");
  }
}
