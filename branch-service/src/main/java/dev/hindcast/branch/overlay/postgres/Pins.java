package dev.hindcast.branch.overlay.postgres;

import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.Jdbc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Before-images of pinned tables: when the store's triggers keep them, and when they go.
 *
 * <p>The order of things, guarded by a lock on that table. A fork is written into {@code
 * hindcast_pin.fork}, and the triggers are armed, in a transaction that commits first. Only after
 * that commit a later transaction takes an id, the announcement: {@code setval} draws its
 * transaction's id before it writes the value, so that an id drawn together with it could be lower
 * than that of a writer who still found the triggers unarmed. Once every transaction up to the
 * announcement has ended, nobody is left who did, and a snapshot may be taken. Nothing here blocks
 * a writer. A crash anywhere leaves triggers armed or images kept that nobody needs, never the
 * other way round; {@link #sweep} takes those away.
 */
final class Pins {
  private static final Duration PAUSE = Duration.ofMillis(5);
  // Not an advisory lock: every login could take it and keep it. What is read under the lock must
  // not
  // be older than the lock, whatever the login's default is.
  private static final String LOCK =
      """
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '5s';
      LOCK TABLE hindcast_pin.fork IN EXCLUSIVE MODE""";

  /** While a snapshot is taken and not yet known, nobody may throw before-images away. */
  static final String SHARED_LOCK = "LOCK TABLE hindcast_pin.fork IN ROW EXCLUSIVE MODE;\n";

  private final StoreDatabases databases;

  Pins(StoreDatabases databases) {
    this.databases = databases;
  }

  /** Whether any table of these schemas can be pinned. */
  boolean serve(String store, List<String> schemas) {
    return exist(store)
        && databases
            .jdbc(store)
            .first(
                """
                SELECT 1 FROM hindcast_pin.prepared p JOIN pg_class c ON c.oid = p.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ANY (string_to_array(?, ','))""",
                statement -> statement.setString(1, String.join(",", schemas)),
                row -> true)
            .isPresent();
  }

  /** Whether the store has pins and the service's login may work them. */
  boolean exist(String store) {
    return databases
        .jdbc(store)
        .first(
            """
            SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'hindcast_pin' AND c.relname = 'fork' AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT')""",
            Jdbc.Binder.NONE,
            row -> true)
        .isPresent();
  }

  /**
   * Arms the triggers for a fork that is to be made, and waits until a snapshot may be taken.
   *
   * @return what stands in the way if that takes longer than {@code patience}; nothing of this fork
   *     is left then
   */
  Optional<String> open(ForkRequest request, Duration patience) {
    var name = request.name();
    announce(request);
    var deadline = System.nanoTime() + patience.toNanos();
    while (!settled(name.store())) {
      if (System.nanoTime() > deadline) {
        var reason = oldest(name.store());
        withdraw(name);
        return Optional.of(reason);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return Optional.empty();
  }

  private void announce(ForkRequest request) {
    var name = request.name();
    var jdbc = databases.jdbc(name.store());
    var _ =
        jdbc.inTransaction(
            transaction -> {
              transaction.execute(LOCK);
              var _ =
                  transaction.update(
                      "INSERT INTO hindcast_pin.fork (fork, installation, store, uid) VALUES (?, ?, ?, ?) ON CONFLICT (fork) DO NOTHING",
                      statement -> {
                        statement.setString(1, ForkSchema.of(name.uid()));
                        statement.setString(2, request.installation().id().toString());
                        statement.setString(3, name.store());
                        statement.setString(4, name.uid());
                      });
              transaction.execute(
                  "SELECT setval('hindcast_pin.armed', 1) FROM hindcast_pin.armed WHERE last_value = 0");
              return true;
            });
    var _ =
        jdbc.inTransaction(
            transaction -> {
              transaction.execute(LOCK);
              transaction.execute(
                  "SELECT setval('hindcast_pin.armed', pg_current_xact_id()::text::bigint) FROM hindcast_pin.armed WHERE last_value = 1");
              return true;
            });
  }

  private boolean settled(String store) {
    return databases
        .jdbc(store)
        .first(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric > last_value FROM hindcast_pin.armed",
            Jdbc.Binder.NONE,
            row -> row.getBoolean(1))
        .orElse(false);
  }

  /** Only the transaction's own number and session are visible to everybody. */
  private String oldest(String store) {
    return databases
        .jdbc(store)
        .first(
            """
            SELECT l.transactionid::text, l.pid, extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS age
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
            ORDER BY age(l.transactionid) DESC LIMIT 1""",
            Jdbc.Binder.NONE,
            row ->
                "a transaction that writes has been open %s (number %s, %s): tables that are updated are pinned once all have ended that began before; end it or try later"
                    .formatted(
                        row.getString("age") == null
                            ? "for longer than this waited"
                            : "for " + row.getLong("age") + " s",
                        row.getString("transactionid"),
                        row.getString("pid") == null
                            ? "prepared for two-phase commit"
                            : "process " + row.getString("pid")))
        .orElse("transactions of the store did not end in time; try again");
  }

  /** Takes back an announcement whose fork was not made. */
  void withdraw(ForkName name) {
    var _ =
        databases
            .jdbc(name.store())
            .update(
                "DELETE FROM hindcast_pin.fork WHERE fork = ? AND snapshot IS NULL",
                statement -> statement.setString(1, ForkSchema.of(name.uid())));
    sweep(name.store());
  }

  /**
   * Disarms the triggers if nobody forks any more, and throws away the before-images that no open
   * fork can see. May be repeated, and left out: then more is kept than is needed.
   */
  void sweep(String store) {
    var jdbc = databases.jdbc(store);
    // Under the lock no snapshot is taken. What ended before this one, every later one sees ended.
    var horizon =
        jdbc.inTransaction(
            transaction -> {
              transaction.execute(LOCK);
              transaction.execute(
                  "SELECT setval('hindcast_pin.armed', 0) FROM hindcast_pin.armed WHERE last_value <> 0 AND NOT EXISTS (SELECT FROM hindcast_pin.fork)");
              return transaction.query(
                  "SELECT pg_current_snapshot()::text UNION ALL SELECT snapshot::text FROM hindcast_pin.fork WHERE snapshot IS NOT NULL",
                  Jdbc.Binder.NONE,
                  row -> row.getString(1));
            });
    var kept =
        jdbc.query(
            """
            SELECT format('hindcast_pin.%I', image) FROM hindcast_pin.prepared
            WHERE has_table_privilege(format('hindcast_pin.%I', image), 'DELETE')
            UNION ALL SELECT 'hindcast_pin.breach'""",
            Jdbc.Binder.NONE, row -> row.getString(1));
    for (var table : kept) {
      var _ =
          jdbc.update(
              "DELETE FROM %s WHERE (SELECT bool_and(pg_visible_in_snapshot(%s, s::pg_snapshot)) FROM unnest(?) AS s)"
                  .formatted(table, table.equals("hindcast_pin.breach") ? "xid" : "ended_xid"),
              statement ->
                  statement.setArray(
                      1, statement.getConnection().createArrayOf("text", horizon.toArray())));
    }
  }

  /** Sweeps if something was left over by a process that ended halfway. */
  void sweepLeftOver(String store) {
    if (exist(store)
        && databases
            .jdbc(store)
            .first(
                "SELECT 1 FROM hindcast_pin.armed WHERE last_value <> 0 AND NOT EXISTS (SELECT FROM hindcast_pin.fork)",
                Jdbc.Binder.NONE,
                row -> true)
            .isPresent()) {
      sweep(store);
    }
  }
}
