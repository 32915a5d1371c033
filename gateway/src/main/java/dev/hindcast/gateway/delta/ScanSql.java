package dev.hindcast.gateway.delta;

import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.Window;

/**
 * The statement that goes once over a range of action ids, which are its parameters {@code $1} and
 * {@code $2}: counts all, and collects what is to be judged and what may be audited. One pass: the
 * counts are those of the very rows that were looked at.
 */
final class ScanSql {
  private ScanSql() {}

  static String of(String pulled, Window window, Audit audit) {
    return """
    SELECT count(*),
      array_agg(action_id) FILTER (WHERE (%s) IS NOT FALSE),
      array_agg(action_id) FILTER (WHERE hashint8extended(action_id, %s::bigint) & %d = 0)
    FROM action
    WHERE action_id >= $1 AND action_id < $2%s"""
        .formatted(pulled, "'" + audit.seed() + "'", audit.oneIn() - 1, bounds(window));
  }

  /** Continues a condition. */
  static String bounds(Window window) {
    return window.start().map(at -> " AND occurred_at >= '" + at + "'::timestamptz").orElse("")
        + window.end().map(at -> " AND occurred_at < '" + at + "'::timestamptz").orElse("");
  }
}
