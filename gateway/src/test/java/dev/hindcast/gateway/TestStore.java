package dev.hindcast.gateway;

import com.zaxxer.hikari.HikariDataSource;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.jdbc.Databases;
import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import dev.hindcast.proto.branch.v1.BranchConnection;
import dev.hindcast.testkit.TestPostgres;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * A trace store that plays the branch: 20 workflows of 10 steps, every even one a refund whose
 * amount only depends on where it stands.
 */
final class TestStore implements AutoCloseable {
  static final int WORKFLOWS = 20;
  static final int STEPS = 10;
  static final String BUNDLE = "guard";
  static final String V1 = "bundles/guard/versions/1";
  static final String V2 = "bundles/guard/versions/2";

  private final DatabaseSettings database = TestPostgres.traceStore();
  private final HikariDataSource pool = Databases.pool(database, "test-store");
  final Jdbc jdbc = new Jdbc(pool, "the test store");

  TestStore() {
    run(
        """
        CREATE TABLE hindcast.loaded_bundle (role text NOT NULL, bundle text NOT NULL, version text NOT NULL,
          digest text NOT NULL, content bytea NOT NULL, loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          PRIMARY KEY (role, digest))""");
    run(
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'branch_reader') THEN
            CREATE ROLE branch_reader LOGIN PASSWORD 'branch';
          END IF;
        END $$""");
    run("ALTER ROLE branch_reader SET search_path = hindcast");
    run("GRANT USAGE ON SCHEMA hindcast TO branch_reader");
    run("GRANT SELECT ON ALL TABLES IN SCHEMA hindcast TO branch_reader");
    run(
        """
        INSERT INTO hindcast.action (action_id, workflow_id, step, occurred_at, agent, tool, arguments)
        SELECT 1000 + w * %2$d + s, 'w' || lpad(w::text, 3, '0'), s, timestamptz '2026-01-01 00:00Z' + (w * 60 + s) * interval '1 minute',
          'agent-' || w %% 3, CASE WHEN s %% 2 = 0 THEN 'refund' ELSE 'search' END,
          CASE WHEN w = 7 AND s = 3 THEN NULL ELSE jsonb_build_object('amount', (w * 37 + s * 53) %% 700) END
        FROM generate_series(0, %1$d - 1) w, generate_series(0, %2$d - 1) s"""
            .formatted(WORKFLOWS, STEPS));
    run(
        """
        INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at)
        SELECT 'w' || lpad(w::text, 3, '0'), (ARRAY['success', 'success', 'failure', 'incident'])[1 + w % 4], now()
        FROM generate_series(0, 18) w""");
  }

  private void run(String sql) {
    var _ = jdbc.update(sql, Binder.NONE);
  }

  /** Denies refunds over a limit. */
  static BundleSource limit(int limit) {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: guard
        engine: cel
        defaultEffect: allow
        rules:
          - id: refund-limit
            match: { tools: ["refund"] }
            when: args.amount > %d
            effect: deny
            reason: refund_over_limit
        """
            .formatted(limit));
  }

  /** Denies refunds over a limit that is a param. */
  static BundleSource limitParam(int limit) {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: guard
        params:
          max_refund: %d # what nobody may exceed
          most: 2
        rules:
          - id: refund-limit
            match: { tools: ["refund"] }
            when: args.amount > params.max_refund
            effect: deny
            reason: refund_over_limit
        """
            .formatted(limit));
  }

  /** Denies every refund after so many of a workflow. */
  static BundleSource refundsParam(int most) {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: guard
        params: { most: %d }
        rules:
          - id: refunds
            match: { tools: ["refund"] }
            when: history.filter(h, h.tool == 'refund').size() >= params.most
            effect: deny
        """
            .formatted(most));
  }

  /** Denies every refund after the second one of a workflow. */
  static BundleSource thirdRefund() {
    return BundleSource.ofManifest(
        """
        apiVersion: hindcast/v1
        name: guard
        engine: cel
        defaultEffect: allow
        rules:
          - id: third-refund
            match: { tools: ["refund"] }
            when: history.filter(h, h.tool == 'refund').size() >= 2
            effect: deny
        """);
  }

  TestStore activate(BundleSource source, String version) {
    var _ =
        jdbc.update(
            """
            INSERT INTO hindcast.policy_activation (move_id, bundle, version, digest, content, activated_at)
            VALUES (?, ?, ?, ?, ?, now())""",
            statement -> {
              statement.setObject(1, UUID.randomUUID());
              statement.setString(2, BUNDLE);
              statement.setString(3, version);
              statement.setString(4, source.digest());
              statement.setBytes(5, source.toTarGz());
            });
    return this;
  }

  TestStore candidate(BundleSource source, String version) {
    load("candidate", source.toTarGz(), version);
    return this;
  }

  void load(String role, byte[] archive, String version) {
    var source = BundleSource.fromTarGz(archive);
    var _ =
        jdbc.update(
            """
            INSERT INTO hindcast.loaded_bundle (role, bundle, version, digest, content) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (role, digest) DO UPDATE
            SET version = excluded.version, content = excluded.content, loaded_at = clock_timestamp()""",
            statement -> {
              statement.setString(1, role);
              statement.setString(2, BundleParser.parse(source).bundle().orElseThrow().name());
              statement.setString(3, version);
              statement.setString(4, source.digest());
              statement.setBytes(5, archive);
            });
  }

  /** Becomes a fork that shows what arrives from now on; gives the snapshot that it is cut at. */
  String follow() {
    var cut =
        jdbc.first("SELECT pg_current_snapshot()::text", Binder.NONE, row -> row.getString(1))
            .orElseThrow();
    for (var table : List.of("action", "workflow_outcome")) {
      run(
          "CREATE VIEW hindcast.hindcast_live_%1$s AS SELECT * FROM hindcast.%1$s WHERE NOT pg_visible_in_snapshot(recorded_xid, '%2$s')"
              .formatted(table, cut));
    }
    run("ALTER TABLE hindcast.action RENAME TO all_actions");
    run(
        "CREATE VIEW hindcast.action AS SELECT * FROM hindcast.all_actions WHERE pg_visible_in_snapshot(recorded_xid, '%s')"
            .formatted(cut));
    run("GRANT SELECT ON ALL TABLES IN SCHEMA hindcast TO branch_reader");
    return cut;
  }

  /** Records refunds of a workflow of their own. */
  void refunds(String workflow, int... amounts) {
    for (int step = 0; step < amounts.length; step++) {
      run(
          "INSERT INTO hindcast.all_actions (workflow_id, step, occurred_at, agent, tool, arguments)"
              + " VALUES ('%s', %d, now(), 'live', 'refund', '{\"amount\": %d}')"
                  .formatted(workflow, step, amounts[step]));
    }
  }

  void outcome(String workflow, String outcome) {
    run(
        "INSERT INTO hindcast.workflow_outcome (workflow_id, outcome, occurred_at) VALUES ('%s', '%s', now())"
            .formatted(workflow, outcome));
  }

  BranchConnection connection() {
    var uri = URI.create(database.url().substring("jdbc:".length()));
    return BranchConnection.newBuilder()
        .setHost(uri.getHost())
        .setPort(uri.getPort())
        .setDatabase(uri.getPath().substring(1))
        .setUser("branch_reader")
        .setPassword("branch")
        .setSchema("hindcast")
        .build();
  }

  @Override
  public void close() {
    pool.close();
  }
}
