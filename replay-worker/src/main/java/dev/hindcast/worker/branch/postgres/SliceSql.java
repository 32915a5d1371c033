package dev.hindcast.worker.branch.postgres;

import dev.hindcast.worker.assignment.ShardRange;
import java.util.function.Function;

/**
 * Conditions on what arrived in the store after the fork, from the branch's views of it.
 *
 * <p>What the earlier snapshot does not see is of a transaction that was open then, or that began
 * later: both are ranges of the index on {@code recorded_xid}.
 *
 * @param own the actions of the slice
 * @param known what its later snapshot sees
 */
record SliceSql(String own, String known) {
  static final String ACTIONS = "hindcast_live_action";
  static final String OUTCOMES = "hindcast_live_workflow_outcome";

  /**
   * Writes them.
   *
   * @param parameter adds a parameter and gives its place
   */
  static SliceSql of(ShardRange.Live slice, Function<Object, String> parameter) {
    var since = parameter.apply(slice.since()) + "::pg_snapshot";
    var upto = parameter.apply(slice.upto()) + "::pg_snapshot";
    var known = "pg_visible_in_snapshot(recorded_xid, " + upto + ")";
    return new SliceSql(
        """
        (recorded_xid >= pg_snapshot_xmax(%1$s) OR recorded_xid = ANY (ARRAY(SELECT pg_snapshot_xip(%1$s))))
        AND recorded_xid < pg_snapshot_xmax(%2$s) AND %3$s AND action_id >= %4$s AND action_id < %5$s"""
            .formatted(
                since, upto, known, parameter.apply(slice.from()), parameter.apply(slice.to())),
        known);
  }

  /** Rows of {@code action} for all workflows of the slice, as far as it knows them. */
  String withHistory() {
    var workflows =
        "workflow_id = ANY (ARRAY(SELECT DISTINCT workflow_id FROM %s WHERE %s))"
            .formatted(ACTIONS, own);
    return """
        (SELECT *, false AS own FROM action WHERE %1$s
        UNION ALL SELECT *, %2$s FROM %3$s WHERE %4$s AND %1$s) AS rows"""
        .formatted(workflows, own, ACTIONS, known);
  }
}
