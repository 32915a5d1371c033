package dev.hindcast.gateway.delta;

import dev.hindcast.policy.delta.BundleDelta;
import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition for an action to be pulled: what the changed rules could touch, and whatever might
 * not be replayable, so that what is counted without being read is known to be judgeable and
 * unchanged.
 */
public final class PulledSql {
  /** No tool, no arguments as an object, or something erased. */
  private static final String NOT_REPLAYABLE =
      """
      coalesce(tool, '') = '' OR jsonb_typeof(arguments) IS DISTINCT FROM 'object' OR cardinality(erased) > 0""";

  /**
   * Documents that a policy may refuse to read, see {@link
   * dev.hindcast.policy.action.JsonValues#MAX_DEPTH}. Only large or compressed ones are looked at:
   * nothing deep is small.
   */
  private static final String OVERSIZED =
      """
      (pg_column_size(%1$s) > 1500 OR pg_column_compression(%1$s) IS NOT NULL) AND (octet_length(%1$s::text) > 50000 OR jsonb_path_exists(%1$s, 'strict $.**{190 to last}'))""";

  private PulledSql() {}

  /**
   * Without a parameter. An action is left out only where it {@code IS FALSE}.
   *
   * @param reads what either bundle reads
   */
  public static String of(BundleDelta delta, Reads reads) {
    List<String> any = new ArrayList<>();
    any.add(NOT_REPLAYABLE);
    oversized("arguments", reads.args(), any);
    oversized("context", reads.context(), any);
    any.add(SelectionSql.of(delta.selection()));
    return String.join("\n  OR ", any);
  }

  private static void oversized(String column, KeySet read, List<String> any) {
    if (!read.isEmpty()) {
      any.add(OVERSIZED.formatted(column));
    }
  }
}
