package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.fork.postgres.BundleTable;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What forks hold, and which there are. */
final class ForkContents {
  private static final String USAGE =
      """
      SELECT
        (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'r')
          - (obj_description(n.oid, 'pg_namespace')::jsonb ->> 'base_bytes')::bigint,
        (SELECT count(*) FROM (
          SELECT FROM hindcast.action
          WHERE recorded_xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(recorded_xid, ?::pg_snapshot)
          LIMIT ?) AS arrived)
      FROM pg_namespace n WHERE n.nspname = ?""";

  private final StoreDatabases databases;
  private final Pins pins;

  ForkContents(StoreDatabases databases, Pins pins) {
    this.databases = databases;
    this.pins = pins;
  }

  boolean load(ForkName fork, BundleFile bundle) {
    return BundleTable.put(databases.jdbc(fork.store()), fork.uid(), bundle);
  }

  List<LoadedBundle> bundles(ForkName fork) {
    return BundleTable.all(databases.jdbc(fork.store()), fork.uid());
  }

  /**
   * Arrived actions are those that are committed now and that the cut does not see, counted up to
   * {@link Usage#MOST_ARRIVALS}. They are of transactions that had not ended at the cut, so none is
   * older than the snapshot's xmin; from there on the index on {@code recorded_xid} finds them
   * without touching what was there before.
   */
  Optional<Usage> usage(Fork fork) {
    return databases
        .jdbc(fork.name().store())
        .inTransaction(
            transaction -> {
              transaction.execute(StoreDatabases.LOOK);
              return transaction.first(
                  USAGE,
                  statement -> {
                    statement.setString(1, fork.point().snapshot());
                    statement.setString(2, fork.point().snapshot());
                    statement.setLong(3, Usage.MOST_ARRIVALS);
                    statement.setString(4, ForkSchema.of(fork.name().uid()));
                  },
                  row ->
                      new Usage(
                          OptionalLong.of(Math.max(0, row.getLong(1))),
                          OptionalLong.empty(),
                          OptionalLong.of(row.getLong(2))));
            });
  }

  boolean exists(ForkName fork) {
    return databases
        .jdbc(fork.store())
        .first(
            "SELECT 1 FROM pg_namespace WHERE nspname = ?",
            statement -> statement.setString(1, ForkSchema.of(fork.uid())),
            row -> true)
        .isPresent();
  }

  /**
   * Schemas in this database, logins, which all databases of the cluster share, and announcements
   * of forks that were never made. It is asked for regularly: so what a crash left armed is
   * disarmed here.
   */
  List<ForkName> list(Installation installation, String store) {
    pins.sweepLeftOver(store);
    var announced =
        pins.exist(store)
            ? """
              UNION SELECT uid FROM hindcast_pin.fork WHERE installation = ? AND store = ?
              ORDER BY uid"""
            : "ORDER BY uid";
    return databases
        .jdbc(store)
        .query(
            """
            SELECT DISTINCT substring(label FROM '"uid": "([a-z0-9]+)"') AS uid
            FROM (
              SELECT obj_description(oid, 'pg_namespace') AS label FROM pg_namespace WHERE starts_with(nspname::text, ?)
              UNION ALL
              SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE starts_with(rolname::text, ?)) AS labels
            WHERE label LIKE '%"installation": "' || ? || '"%' AND label LIKE '%"store": "' || ? || '"%'
            """
                + announced,
            statement -> {
              statement.setString(1, ForkSchema.PREFIX);
              statement.setString(2, ForkSchema.PREFIX);
              statement.setString(3, installation.id().toString());
              statement.setString(4, store);
              if (announced.contains("?")) {
                statement.setString(5, installation.id().toString());
                statement.setString(6, store);
              }
            },
            row -> new ForkName(store, row.getString("uid")));
  }
}
