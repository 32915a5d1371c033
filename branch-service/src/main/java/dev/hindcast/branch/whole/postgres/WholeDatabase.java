package dev.hindcast.branch.whole.postgres;

import dev.hindcast.branch.fork.postgres.BundleTable;
import dev.hindcast.branch.fork.postgres.ForkLogins;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.ForkSchema;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.postgres.Script;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.tracestore.TraceStoreSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The inside of a fork that is a database server of its own: made safe, opened to the branch's
 * login alone, filled with bundles, asked for its age and size. Engines differ in how they make the
 * server, not in this.
 *
 * <p>What is switched off: subscriptions, replication slots, cron jobs, credentials of foreign
 * servers, and every login but the one it is prepared by, whose password the caller may have
 * changed. What the engine must see to, since SQL cannot: the archiver, other databases' workers,
 * the network.
 *
 * <p>Every method connects anew: forks come and go, and few calls are made. Thread-safe.
 */
public final class WholeDatabase {
  private static final Script PREPARE =
      Script.read(WholeDatabase.class, "prepare.sql")
          .including("loaded_bundle", BundleTable.DEFINITION);
  private static final int CONNECTIONS = 100;
  private static final int LOGIN_SECONDS = 20;
  private static final int ANSWER_SECONDS = 300;

  private final ForkLogins logins;

  /** Passwords are derived from {@code key}. */
  public WholeDatabase(CredentialKey key) {
    this.logins = new ForkLogins(key);
  }

  /**
   * What a fork looked like when it was prepared, and what it holds now.
   *
   * @param untouched what the engine's login was not allowed to switch off, by name
   * @param databaseBytes size of the database now
   * @param grownBytes by how much it has grown since it was prepared; less than 0 is 0
   */
  public record Prepared(List<String> untouched, long databaseBytes, long grownBytes) {
    public Prepared {
      untouched = List.copyOf(untouched);
    }
  }

  /**
   * A transaction before which all of the store's transactions have ended: asked of the store
   * before it is forked now. Exact counts of arrivals begin there.
   */
  public String horizon(Jdbc store) {
    return store
        .first(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text",
            Jdbc.Binder.NONE,
            row -> row.getString(1))
        .orElseThrow();
  }

  /** The horizon of a cut in the past: arrivals are then counted over the whole table. */
  public static String noHorizon() {
    return "3";
  }

  /**
   * Makes a forked server safe and ready. May be repeated.
   *
   * @param engine the engine's login in the fork, as privileged as the engine allows
   * @param horizon of {@link #horizon} or {@link #noHorizon}
   */
  public Prepared prepare(DatabaseSettings engine, ForkRequest request, String horizon) {
    var uid = request.name().uid();
    var schema = ForkSchema.of(uid);
    var statement =
        PREPARE.with(
            Map.of(
                "fork",
                schema,
                "parent",
                TraceStoreSchema.NAME,
                "label",
                ForkLogins.label(request),
                "horizon",
                horizon,
                "verifier",
                logins.verifier(request.name()),
                "connections",
                Integer.toString(CONNECTIONS),
                "statement_timeout",
                "1h",
                "idle_timeout",
                "15min"));
    var jdbc = jdbc(engine);
    var _ = jdbc.update(statement, Jdbc.Binder.NONE);
    var _ =
        jdbc.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND usename NOT IN (current_user, ?)""",
            bind -> bind.setString(1, schema),
            row -> true);
    return prepared(engine, request.name())
        .orElseThrow(() -> new IllegalStateException("a fork without a label"));
  }

  /** Shuts a login of the store that a fork would otherwise still open to; may be repeated. */
  public void changePassword(DatabaseSettings engine, String role, String password) {
    if (!role.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException("not a plain role name");
    }
    var _ =
        jdbc(engine)
            .update(
                "ALTER ROLE \"" + role + "\" PASSWORD '" + ForkLogins.verifier(password) + "'",
                Jdbc.Binder.NONE);
  }

  /** What was prepared there; empty if it was not. */
  public Optional<Prepared> prepared(DatabaseSettings engine, ForkName fork) {
    return jdbc(engine)
        .first(
            """
            SELECT coalesce((SELECT array_agg(value) FROM jsonb_array_elements_text(label -> 'untouched')), '{}'), size,
              greatest(0, size - (label ->> 'database_bytes')::bigint)
            FROM (SELECT obj_description(oid, 'pg_namespace')::jsonb AS label, pg_database_size(current_database()) AS size
                  FROM pg_namespace WHERE nspname = ?) AS fork""",
            statement -> statement.setString(1, ForkSchema.of(fork.uid())),
            row ->
                new Prepared(
                    List.of((String[]) row.getArray(1).getArray()),
                    row.getLong(2),
                    row.getLong(3)));
  }

  /** What opens the fork for its users. */
  public BranchLogin login(DatabaseSettings engine, ForkName fork) {
    return logins.of(engine.url(), fork);
  }

  /** Returns if the fork answers its users' login; else the failure that it does not. */
  public void probe(DatabaseSettings engine, ForkName fork) {
    logins.probe(engine.url(), fork);
  }

  /**
   * Writes a bundle in place of the one with the same role.
   *
   * @return false if the fork was never prepared
   */
  public boolean load(DatabaseSettings engine, ForkName fork, BundleFile bundle) {
    return BundleTable.put(jdbc(engine), fork.uid(), bundle);
  }

  /** The bundles that stand in the fork. */
  public List<LoadedBundle> bundles(DatabaseSettings engine, ForkName fork) {
    return BundleTable.all(jdbc(engine), fork.uid());
  }

  /**
   * Actions committed in the store that the fork does not see: those beyond the horizon in the
   * store now, less those that came along; counted up to {@link Usage#MOST_ARRIVALS}. Empty if the
   * fork was never prepared.
   */
  public OptionalLong arrived(Jdbc store, DatabaseSettings engine, ForkName fork) {
    record Base(String horizon, long recorded) {}
    var base =
        jdbc(engine)
            .first(
                """
                SELECT label ->> 'horizon', (label ->> 'recorded')::bigint
                FROM (SELECT obj_description(oid, 'pg_namespace')::jsonb AS label FROM pg_namespace WHERE nspname = ?) AS fork""",
                statement -> statement.setString(1, ForkSchema.of(fork.uid())),
                row -> new Base(row.getString(1), row.getLong(2)));
    return base.map(known -> beyond(store, known.horizon(), known.recorded()))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private static long beyond(Jdbc store, String horizon, long recorded) {
    return store.inTransaction(
            transaction -> {
              transaction.execute(StoreDatabases.LOOK);
              return transaction
                  .first(
                      "SELECT count(*) FROM (SELECT FROM hindcast.action WHERE recorded_xid >= ?::xid8 LIMIT ?) AS later",
                      statement -> {
                        statement.setString(1, horizon);
                        statement.setLong(2, recorded + Usage.MOST_ARRIVALS);
                      },
                      row -> row.getLong(1))
                  .orElseThrow();
            })
        - recorded;
  }

  private static Jdbc jdbc(DatabaseSettings engine) {
    var source = new PGSimpleDataSource();
    source.setUrl(engine.url());
    source.setUser(engine.user());
    source.setPassword(engine.password());
    source.setLoginTimeout(LOGIN_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    source.setTcpKeepAlive(true);
    return new Jdbc(source, "the branch");
  }
}
