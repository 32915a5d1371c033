package dev.hindcast.platform.audit;

import static java.util.Objects.requireNonNull;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Binder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The log in a service's own schema, tables {@code audit_head} and {@code audit_entry}. Writers
 * take turns by the lock of the head's only row.
 */
public final class PostgresAuditLog implements AuditLog {
  private final Jdbc jdbc;
  private final String service;
  private final InstantSource clock;
  private final Statements sql;

  /**
   * The log of a service.
   *
   * @param schema that has the tables
   */
  public PostgresAuditLog(Jdbc jdbc, String service, String schema, InstantSource clock) {
    this.jdbc = requireNonNull(jdbc);
    this.service = requireNonNull(service);
    this.clock = requireNonNull(clock);
    this.sql = Statements.of(schema);
  }

  private record Statements(String head, String lock, String insert, String advance, String read) {
    private static Statements of(String schema) {
      var head = "SELECT number, hash FROM " + schema + ".audit_head";
      return new Statements(
          head,
          head + " FOR UPDATE",
          """
          INSERT INTO %s.audit_entry (number, entry_time, kind, attempt, subject, on_behalf_of,
              method, resource, detail, code, suppressed, previous_hash, hash)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
              .formatted(schema),
          "UPDATE " + schema + ".audit_head SET number = ?, hash = ?",
          """
          SELECT number, entry_time, kind, attempt, subject, on_behalf_of, method, resource, detail,
              code, suppressed, previous_hash, hash
          FROM %s.audit_entry WHERE number > ? ORDER BY number LIMIT ?
          """
              .formatted(schema));
    }
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public long append(AuditFact fact) {
    return jdbc.inTransaction(
        transaction -> {
          var head =
              transaction.first(sql.lock(), Binder.NONE, PostgresAuditLog::head).orElseThrow();
          // The time is taken under the lock too, so that one clock gives it in the order of
          // numbers.
          var entry =
              AuditEntry.after(service, head.number() + 1, head.hash(), clock.instant(), fact);
          var _ = transaction.update(sql.insert(), statement -> bind(statement, entry));
          var _ =
              transaction.update(
                  sql.advance(),
                  statement -> {
                    statement.setLong(1, entry.number());
                    statement.setString(2, entry.hash());
                  });
          return entry.number();
        });
  }

  private static void bind(java.sql.PreparedStatement statement, AuditEntry entry)
      throws SQLException {
    var fact = entry.fact();
    statement.setLong(1, entry.number());
    statement.setObject(2, OffsetDateTime.ofInstant(entry.time(), ZoneOffset.UTC));
    statement.setString(3, fact.kind().name());
    statement.setLong(4, fact.attempt());
    statement.setString(5, fact.subject());
    statement.setString(6, fact.onBehalfOf());
    statement.setString(7, fact.method());
    statement.setString(8, fact.resource());
    statement.setString(9, fact.detail());
    statement.setString(10, fact.code());
    statement.setLong(11, fact.suppressed());
    statement.setString(12, entry.previousHash());
    statement.setString(13, entry.hash());
  }

  @Override
  public List<AuditEntry> read(long after, int most) {
    return jdbc.query(
        sql.read(),
        statement -> {
          statement.setLong(1, after);
          statement.setInt(2, most);
        },
        PostgresAuditLog::entry);
  }

  @Override
  public AuditHead head() {
    return jdbc.first(sql.head(), Binder.NONE, PostgresAuditLog::head).orElseThrow();
  }

  private static AuditHead head(ResultSet row) throws SQLException {
    return new AuditHead(row.getLong(1), row.getString(2));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    Instant time = row.getObject(2, OffsetDateTime.class).toInstant();
    return new AuditEntry(
        row.getLong(1),
        time,
        new AuditFact(
            AuditKind.valueOf(row.getString(3)),
            row.getLong(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getLong(11)),
        row.getString(12),
        row.getString(13));
  }
}
