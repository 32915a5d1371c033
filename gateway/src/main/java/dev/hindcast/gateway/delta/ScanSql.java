package dev.hindcast.gateway.delta;

import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.Window;
import java.util.List;

/**
 * The statements that a delta replay asks of a range of action ids, which are their parameters
 * {@code $1} and {@code $2}. Its parts are plain enough for PostgreSQL to answer each with parallel
 * workers, and none needs another one's answer, so a worker may ask them at the same time.
 */
final class ScanSql {
  private static final String RANGE = "action_id >= $1 AND action_id < $2";
  private static final String SELECT = "SELECT action_id FROM action WHERE ";

  private ScanSql() {}

  /** Looks at every action once to find what is pulled. */
  static DeltaScan inOnePass(PulledSql pulled, Window window, Audit audit, boolean alone) {
    var range = RANGE + bounds(window);
    return new DeltaScan(
        count(window, alone),
        sample(window, audit) + "\n  AND (" + pulled.condition() + ") IS NOT TRUE",
        List.of(SELECT + range + "\n  AND (" + pulled.condition() + ")"));
  }

  /**
   * Looks only at what changed rules could touch: the rest is counted and what might not be
   * replayable is listed by indexes alone.
   *
   * @param alone see {@link DeltaPlan#scan}
   */
  static DeltaScan byIndex(PulledSql pulled, Window window, Audit audit, boolean alone) {
    var range = RANGE + bounds(window);
    var untouched = "\n  AND (" + pulled.selected() + ") IS NOT TRUE";
    return new DeltaScan(
        count(window, alone),
        sample(window, audit) + untouched + "\n  AND NOT " + PulledSql.DOUBTFUL_BY_INDEX,
        List.of(
            SELECT + range + "\n  AND " + pulled.selected(),
            SELECT + range + "\n  AND " + PulledSql.DOUBTFUL_BY_INDEX + untouched));
  }

  private static String count(Window window, boolean alone) {
    var bounds = bounds(window);
    // Without a condition, any index will do for the count: the smallest one is read.
    return "SELECT count(*) FROM action"
        + (alone && bounds.isEmpty() ? "" : " WHERE " + RANGE + bounds);
  }

  /**
   * Of each block of ids the first action from a place on that the seed chooses. Only those are
   * read, and ids with gaps give a sample too. It can be continued with further conditions.
   */
  private static String sample(Window window, Audit audit) {
    return """
    SELECT action_id FROM generate_series($1 >> %1$d, ($2 - 1) >> %1$d) AS block,
      LATERAL (SELECT (block << %1$d) + (hashint8extended(block, '%2$d'::bigint) & %3$d) AS id) AS start,
      LATERAL (SELECT * FROM action
        WHERE action_id >= start.id AND action_id <= (block << %1$d) + %3$d AND %4$s%5$s
        ORDER BY action_id LIMIT 1) AS action
    WHERE start.id >= $1"""
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
