package dev.hindcast.gateway.delta;

import dev.hindcast.policy.delta.BundleDelta;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions for an action to be pulled: what the changed rules could touch, and whatever might
 * not be replayable, so that what is counted without being read is known to be judgeable and
 * unchanged. An action is left out only where neither holds.
 *
 * @param selected what the changed rules could touch; for an action without a tool it may be NULL
 * @param doubtful what might not be replayable, with cheap tests first; it is never NULL
 */
public record PulledSql(String selected, String doubtful) {
  /**
   * The predicate of the trace store's partial index {@code action_doubtful}, word for word: the
   * same actions as {@code doubtful} and few more, found without reading the others.
   */
  public static final String DOUBTFUL_BY_INDEX =
      """
      (tool IS NULL OR tool = '' OR arguments IS NULL OR jsonb_typeof(arguments) <> 'object' OR cardinality(erased) > 0
        OR CASE WHEN octet_length(arguments::text) > 300
             THEN octet_length(arguments::text) > 50000 OR jsonb_path_exists(arguments, 'strict $.**{190 to last}') ELSE false END
        OR CASE WHEN octet_length(context::text) > 300
             THEN octet_length(context::text) > 50000 OR jsonb_path_exists(context, 'strict $.**{190 to last}') ELSE false END)""";

  /** No tool, no arguments as an object, or something erased. */
  private static final String NOT_REPLAYABLE =
      "tool IS NULL OR tool = '' OR arguments IS NULL OR cardinality(erased) > 0 OR jsonb_typeof(arguments) <> 'object'";

  /**
   * Documents that a policy may refuse to read, see {@link
   * dev.hindcast.policy.action.JsonValues#MAX_DEPTH}. Only large or compressed ones are looked at:
   * nothing deep is small.
   */
  private static final String OVERSIZED =
      """
      (pg_column_size(%1$s) > 1500 OR pg_column_compression(%1$s) IS NOT NULL) AND (octet_length(%1$s::text) > 50000 OR jsonb_path_exists(%1$s, 'strict $.**{190 to last}'))""";

  /**
   * The conditions for two bundles, without a parameter.
   *
   * @param reads what either bundle reads
   */
  public static PulledSql of(BundleDelta delta, Reads reads) {
    List<String> any = new ArrayList<>();
    any.add(NOT_REPLAYABLE);
    oversized("arguments", reads.args(), any);
    oversized("context", reads.context(), any);
    return new PulledSql(
        SelectionSql.notFalse(delta.selection()), "(" + String.join("\n  OR ", any) + ")");
  }

  private static void oversized(String column, KeySet read, List<String> any) {
    if (!read.isEmpty()) {
      any.add(OVERSIZED.formatted(column));
    }
  }

  /** Both as one condition, for a look at every action; it is never NULL. */
  public String condition() {
    return doubtful + "\n  OR " + selected;
  }
}
