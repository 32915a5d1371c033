package dev.hindcast.gateway.delta;

import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.Window;

/**
 * The statement that goes once over a range of action ids, which are its parameters {@code $1} and
 * {@code $2}: counts all, and collects what is to be judged and what may be audited. One statement,
 * so one snapshot: the counts are those of the very rows that were looked at. Its parts are plain
 * enough for PostgreSQL to answer each with parallel workers.
 */
final class ScanSql {
  private ScanSql() {}

  /** Looks at every action once. */
  static String inOnePass(PulledSql pulled, Window window, Audit audit) {
    return """
    SELECT s.actions, s.pulled, %s
    FROM (
      SELECT count(*) AS actions, array_agg(action_id) FILTER (WHERE %s) AS pulled
      FROM action
      WHERE %s%s) AS s"""
        .formatted(sample(window, audit), pulled.condition(), RANGE, bounds(window));
  }

  /**
   * Looks only at what changed rules could touch: the rest is counted and what might not be
   * replayable is listed by indexes alone. An action may be listed twice.
   *
   * @param alone see {@link DeltaPlan#scanStatement}
   */
  static String byIndex(PulledSql pulled, Window window, Audit audit, boolean alone) {
    var bounds = bounds(window);
    // Without a condition, any index will do for the count: the smallest one is read.
    var counted = alone && bounds.isEmpty() ? "" : " WHERE " + RANGE + bounds;
    return """
    SELECT
      (SELECT count(*) FROM action%1$s),
      ARRAY(SELECT action_id FROM action WHERE %2$s%3$s
        AND %4$s)
      || ARRAY(SELECT action_id FROM action WHERE %2$s%3$s
        AND %5$s),
      %6$s"""
        .formatted(
            counted,
            RANGE,
            bounds,
            PulledSql.DOUBTFUL_BY_INDEX,
            pulled.selected(),
            sample(window, audit));
  }

  private static final String RANGE = "action_id >= $1 AND action_id < $2";

  /**
   * Of each block of ids the first action from a place on that the seed chooses. Only those are
   * read, and ids with gaps give a sample too.
   */
  private static String sample(Window window, Audit audit) {
    return """
    ARRAY(SELECT sampled.action_id
        FROM generate_series($1 >> %1$d, ($2 - 1) >> %1$d) AS block,
          LATERAL (SELECT (block << %1$d) + (hashint8extended(block, '%2$d'::bigint) & %3$d) AS id) AS start,
          LATERAL (SELECT action_id FROM action
            WHERE action_id >= start.id AND action_id <= (block << %1$d) + %3$d AND %4$s%5$s
            ORDER BY action_id LIMIT 1) AS sampled
        WHERE start.id >= $1)"""
        .formatted(
            Long.numberOfTrailingZeros(audit.oneIn()),
            audit.seed(),
            audit.oneIn() - 1,
            RANGE,
            bounds(window));
  }

  /** Continues a condition. */
  static String bounds(Window window) {
    return window.start().map(at -> " AND occurred_at >= '" + at + "'::timestamptz").orElse("")
        + window.end().map(at -> " AND occurred_at < '" + at + "'::timestamptz").orElse("");
  }
}
