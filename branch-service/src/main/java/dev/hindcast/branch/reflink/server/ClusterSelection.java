package dev.hindcast.branch.reflink.server;

import dev.hindcast.branch.reflink.files.TreeCopy;
import dev.hindcast.branch.reflink.files.TreeCopy.Take;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a live data directory goes into a fork: what {@code pg_basebackup} takes, without
 * configuration, keys and logs.
 */
final class ClusterSelection implements TreeCopy.Selection {
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_stat_tmp",
          "pg_stat",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_subtrans",
          "pg_tblspc");
  private static final Set<String> EMPTY_LOGICAL = Set.of("snapshots", "mappings");
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "postmaster\\..*|(backup_label|tablespace_map|backup_manifest|current_logfiles)(\\..*)?|(standby|recovery)\\.signal"
              + "|.*\\.conf(\\.tmp)?|.*\\.(key|crt|crl|pem|log)|log|pg_log|lost\\+found|\\.zfs");
  private static final Pattern TEMPORARY =
      Pattern.compile("pgsql_tmp.*|pg_internal\\.init.*|t[0-9]+_[0-9]+([._].*)?");

  @Override
  public Take of(Path relative) {
    var name = relative.getFileName().toString();
    if (TEMPORARY.matcher(name).matches()) {
      return Take.NONE;
    }
    if (relative.getNameCount() == 1) {
      if (NOT_OURS.matcher(name).matches()) {
        return Take.NONE;
      }
      return EMPTY.contains(name) ? Take.EMPTY : Take.ALL;
    }
    return relative.getNameCount() == 2
            && relative.startsWith("pg_logical")
            && EMPTY_LOGICAL.contains(name)
        ? Take.EMPTY
        : Take.ALL;
  }
}
