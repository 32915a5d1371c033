package dev.hindcast.registry.version.postgres;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.registry.version.BundleFacts;
import dev.hindcast.registry.version.Draft;
import dev.hindcast.registry.version.StoredVersion;
import dev.hindcast.registry.version.Version;
import dev.hindcast.registry.version.VersionName;
import dev.hindcast.registry.version.VersionRef;
import dev.hindcast.registry.version.VersionStore;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Versions in the tables {@code bundle} and {@code version}. */
@Singleton
final class PostgresVersionStore implements VersionStore {
  private static final String COLUMNS =
      """
      bundle, number, position, digest, engine, rules, description,
      octet_length(archive) AS size_bytes, created_at, publisher""";

  private static final String BY_DIGEST =
      "SELECT " + COLUMNS + " FROM policy_registry.version WHERE bundle = ? AND digest = ?";

  private final Jdbc jdbc;

  PostgresVersionStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Added add(Draft draft) {
    return jdbc.inTransaction(
        transaction -> {
          // The lock comes before the look: whoever waited here sees what the other one published.
          var number = lock(transaction, draft.bundle()) + 1;
          var known =
              transaction.first(
                  BY_DIGEST,
                  byDigest(draft.bundle(), draft.facts().digest()),
                  PostgresVersionStore::version);
          if (known.isPresent()) {
            return new Added(known.get(), false);
          }
          return new Added(insert(transaction, draft, number), true);
        });
  }

  private static long lock(Transaction transaction, String bundle) throws SQLException {
    var _ =
        transaction.update(
            "INSERT INTO policy_registry.bundle (name) VALUES (?) ON CONFLICT DO NOTHING",
            statement -> statement.setString(1, bundle));
    return transaction
        .first(
            "SELECT last_number FROM policy_registry.bundle WHERE name = ? FOR UPDATE",
            statement -> statement.setString(1, bundle),
            row -> row.getLong(1))
        .orElseThrow();
  }

  private static Version insert(Transaction transaction, Draft draft, long number)
      throws SQLException {
    var _ =
        transaction.update(
            "UPDATE policy_registry.bundle SET last_number = ? WHERE name = ?",
            statement -> {
              statement.setLong(1, number);
              statement.setString(2, draft.bundle());
            });
    return transaction
        .first(
            """
            INSERT INTO policy_registry.version
              (bundle, number, digest, engine, rules, description, archive, created_at, publisher)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING\s"""
                + COLUMNS,
            statement -> {
              statement.setString(1, draft.bundle());
              statement.setLong(2, number);
              statement.setString(3, draft.facts().digest());
              statement.setString(4, draft.facts().engine());
              statement.setInt(5, draft.facts().rules());
              statement.setString(6, draft.facts().description());
              statement.setBytes(7, draft.archive());
              statement.setObject(8, draft.createTime().atOffset(ZoneOffset.UTC));
              statement.setString(9, draft.publisher());
            },
            PostgresVersionStore::version)
        .orElseThrow();
  }

  @Override
  public Optional<Version> find(VersionRef ref) {
    return jdbc.first(
        "SELECT " + COLUMNS + " FROM policy_registry.version WHERE " + condition(ref),
        binder(ref),
        PostgresVersionStore::version);
  }

  @Override
  public Optional<Version> findByDigest(String bundle, String digest) {
    return jdbc.first(BY_DIGEST, byDigest(bundle, digest), PostgresVersionStore::version);
  }

  @Override
  public Optional<StoredVersion> load(VersionRef ref) {
    return jdbc.first(
        "SELECT " + COLUMNS + ", archive FROM policy_registry.version WHERE " + condition(ref),
        binder(ref),
        row -> new StoredVersion(version(row), row.getBytes("archive")));
  }

  @Override
  public List<Version> list(Optional<String> bundle, long before, int limit) {
    return jdbc.query(
        "SELECT "
            + COLUMNS
            + " FROM policy_registry.version WHERE position < ?"
            + (bundle.isPresent() ? " AND bundle = ?" : "")
            + " ORDER BY position DESC LIMIT ?",
        statement -> {
          var index = 1;
          statement.setLong(index++, before);
          if (bundle.isPresent()) {
            statement.setString(index++, bundle.get());
          }
          statement.setInt(index, limit);
        },
        PostgresVersionStore::version);
  }

  private static String condition(VersionRef ref) {
    return switch (ref) {
      case VersionRef.Numbered _ -> "bundle = ? AND number = ?";
      case VersionRef.Latest _ -> "bundle = ? ORDER BY number DESC LIMIT 1";
    };
  }

  private static Binder binder(VersionRef ref) {
    return switch (ref) {
      case VersionRef.Numbered(var name) ->
          statement -> {
            statement.setString(1, name.bundle());
            statement.setLong(2, name.number());
          };
      case VersionRef.Latest(var bundle) -> statement -> statement.setString(1, bundle);
    };
  }

  private static Binder byDigest(String bundle, String digest) {
    return statement -> {
      statement.setString(1, bundle);
      statement.setString(2, digest);
    };
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        new VersionName(row.getString("bundle"), row.getLong("number")),
        row.getLong("position"),
        new BundleFacts(
            row.getString("digest"),
            row.getString("engine"),
            row.getInt("rules"),
            row.getString("description")),
        row.getLong("size_bytes"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("publisher"));
  }
}
