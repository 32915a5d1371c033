package dev.hindcast.registry.channel.postgres;

import dev.hindcast.platform.jdbc.Jdbc;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import dev.hindcast.platform.jdbc.SqlFailures.UniqueViolationException;
import dev.hindcast.registry.activation.postgres.ActivationOutbox;
import dev.hindcast.registry.channel.Channel;
import dev.hindcast.registry.channel.ChannelMove;
import dev.hindcast.registry.channel.ChannelName;
import dev.hindcast.registry.channel.ChannelStore;
import dev.hindcast.registry.channel.Expectation;
import dev.hindcast.registry.channel.Move;
import dev.hindcast.registry.channel.MoveOutcome;
import dev.hindcast.registry.version.VersionName;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Channels in the tables {@code channel} and {@code channel_move}. */
@Singleton
final class PostgresChannelStore implements ChannelStore {
  private final Jdbc jdbc;

  PostgresChannelStore(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Channel> find(ChannelName name) {
    return jdbc.inTransaction(transaction -> read(transaction, name));
  }

  @Override
  public MoveOutcome move(Move move, List<String> recordIn) {
    try {
      return jdbc.inTransaction(
          transaction -> {
            var before = madeBefore(transaction, move);
            return before.isPresent() ? before.get() : tryMove(transaction, move, recordIn);
          });
    } catch (UniqueViolationException e) {
      // Somebody else made a move with this id between the look and the swap.
      return jdbc.inTransaction(transaction -> madeBefore(transaction, move)).orElseThrow(() -> e);
    }
  }

  private static MoveOutcome tryMove(Transaction transaction, Move move, List<String> recordIn)
      throws SQLException {
    if (swap(transaction, move)) {
      return moved(transaction, move, recordIn);
    }
    // One read tells why not, under a lock, so that its answer is still true when we act on
    // it.
    lock(transaction, move.channel());
    var before = madeBefore(transaction, move);
    if (before.isPresent()) {
      return before.get();
    }
    var actual = read(transaction, move.channel());
    if (actual.isEmpty() || !holds(move.expected(), actual.get())) {
      return new MoveOutcome.Elsewhere(actual);
    }
    if (actual.get().version().equals(move.to())) {
      return new MoveOutcome.AlreadyThere(actual.get());
    }
    // It came back to the expected place between the swap and the read.
    return swap(transaction, move)
        ? moved(transaction, move, recordIn)
        : new MoveOutcome.Elsewhere(actual);
  }

  /** What a move with this id did before, if there was one. */
  private static Optional<MoveOutcome> madeBefore(Transaction transaction, Move move)
      throws SQLException {
    var made =
        transaction.first(
            """
            SELECT bundle, channel, from_number, to_number, mover, reason
            FROM policy_registry.channel_move WHERE move_id = ?""",
            statement -> statement.setObject(1, move.id()),
            Made::new);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        made.get().is(move)
            ? new MoveOutcome.Repeated(read(transaction, move.channel()).orElseThrow())
            : new MoveOutcome.IdTaken(made.get().channel()));
  }

  /** A move of the history; the etag that it expected is not on record. */
  private record Made(
      ChannelName channel, Optional<Long> from, long to, String mover, String reason) {
    private Made(ResultSet row) throws SQLException {
      this(
          new ChannelName(row.getString("bundle"), row.getString("channel")),
          Optional.ofNullable(row.getObject("from_number", Long.class)),
          row.getLong("to_number"),
          row.getString("mover"),
          row.getString("reason"));
    }

    private boolean is(Move move) {
      var expected =
          switch (move.expected()) {
            case Expectation.Absent _ -> from.isEmpty();
            case Expectation.At(var version, _) -> from.equals(Optional.of(version.number()));
            case Expectation.Unmoved _ -> from.isPresent();
          };
      return expected
          && channel.equals(move.channel())
          && to == move.to().number()
          && mover.equals(move.mover())
          && reason.equals(move.reason());
    }
  }

  private static boolean holds(Expectation expected, Channel actual) {
    return switch (expected) {
      case Expectation.Absent _ -> false;
      case Expectation.At(var version, var etag) ->
          actual.version().equals(version) && etag.map(actual.etag()::equals).orElse(true);
      case Expectation.Unmoved(var etag) -> actual.etag().equals(etag);
    };
  }

  /**
   * True if the channel was where it should be and now points elsewhere; its row is locked then.
   */
  private static boolean swap(Transaction transaction, Move move) throws SQLException {
    var rows =
        switch (move.expected()) {
          case Expectation.Absent _ ->
              transaction.update(
                  """
                  INSERT INTO policy_registry.channel (number, move_id, moved_at, bundle, name)
                  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                  statement -> bindTarget(statement, move));
          case Expectation.At(var version, var etag) ->
              transaction.update(
                  """
                  UPDATE policy_registry.channel SET number = ?, move_id = ?, moved_at = ?
                  WHERE bundle = ? AND name = ? AND number <> ? AND number = ?
                    AND move_id::text = coalesce(?, move_id::text)""",
                  statement -> {
                    bindTarget(statement, move);
                    statement.setLong(6, move.to().number());
                    statement.setLong(7, version.number());
                    statement.setString(8, etag.orElse(null));
                  });
          case Expectation.Unmoved(var etag) ->
              transaction.update(
                  """
                  UPDATE policy_registry.channel SET number = ?, move_id = ?, moved_at = ?
                  WHERE bundle = ? AND name = ? AND number <> ? AND move_id::text = ?""",
                  statement -> {
                    bindTarget(statement, move);
                    statement.setLong(6, move.to().number());
                    statement.setString(7, etag);
                  });
        };
    return rows == 1;
  }

  private static void bindTarget(PreparedStatement statement, Move move) throws SQLException {
    statement.setLong(1, move.to().number());
    statement.setObject(2, move.id());
    statement.setObject(3, move.time().atOffset(ZoneOffset.UTC));
    statement.setString(4, move.channel().bundle());
    statement.setString(5, move.channel().channel());
  }

  /** Writes the history and the outbox under the lock of the channel's row. */
  private static MoveOutcome moved(Transaction transaction, Move move, List<String> recordIn)
      throws SQLException {
    var _ =
        transaction.update(
            """
            INSERT INTO policy_registry.channel_move
              (move_id, bundle, channel, from_number, to_number, moved_at, mover, reason)
            SELECT ?, c.bundle, c.name,
              (SELECT to_number FROM policy_registry.channel_move m
               WHERE m.bundle = c.bundle AND m.channel = c.name ORDER BY position DESC LIMIT 1),
              c.number, c.moved_at, ?, ?
            FROM policy_registry.channel c WHERE c.bundle = ? AND c.name = ?""",
            statement -> {
              statement.setObject(1, move.id());
              statement.setString(2, move.mover());
              statement.setString(3, move.reason());
              statement.setString(4, move.channel().bundle());
              statement.setString(5, move.channel().channel());
            });
    ActivationOutbox.append(transaction, move.id(), move.to(), move.time(), recordIn);
    return new MoveOutcome.Moved(read(transaction, move.channel()).orElseThrow());
  }

  private static void lock(Transaction transaction, ChannelName name) throws SQLException {
    var _ =
        transaction.query(
            "SELECT 1 FROM policy_registry.channel WHERE bundle = ? AND name = ? FOR UPDATE",
            statement -> bindName(statement, name),
            row -> row.getInt(1));
  }

  private static Optional<Channel> read(Transaction transaction, ChannelName name)
      throws SQLException {
    var pointer =
        transaction.first(
            """
            SELECT c.number, c.move_id, c.moved_at, v.digest
            FROM policy_registry.channel c
            JOIN policy_registry.version v ON v.bundle = c.bundle AND v.number = c.number
            WHERE c.bundle = ? AND c.name = ?""",
            statement -> bindName(statement, name),
            row ->
                new Channel(
                    name,
                    new VersionName(name.bundle(), row.getLong("number")),
                    row.getString("digest"),
                    row.getString("move_id"),
                    row.getObject("moved_at", OffsetDateTime.class).toInstant(),
                    List.of(),
                    List.of()));
    if (pointer.isEmpty()) {
      return pointer;
    }
    return Optional.of(pointer.get().withHistory(history(transaction, name, pointer.get().etag())));
  }

  /** Ends with the move that the pointer shows, also if another one came between the two reads. */
  private static List<ChannelMove> history(Transaction transaction, ChannelName name, String last)
      throws SQLException {
    return transaction.query(
        """
        SELECT bundle, from_number, to_number, moved_at, mover, reason
        FROM policy_registry.channel_move
        WHERE bundle = ? AND channel = ? AND position <=
          (SELECT position FROM policy_registry.channel_move WHERE move_id = ?::uuid)
        ORDER BY position DESC LIMIT ?""",
        statement -> {
          bindName(statement, name);
          statement.setString(3, last);
          statement.setInt(4, HISTORY);
        },
        PostgresChannelStore::moveOf);
  }

  private static void bindName(PreparedStatement statement, ChannelName name) throws SQLException {
    statement.setString(1, name.bundle());
    statement.setString(2, name.channel());
  }

  private static ChannelMove moveOf(ResultSet row) throws SQLException {
    var bundle = row.getString("bundle");
    var from = row.getLong("from_number");
    return new ChannelMove(
        row.wasNull() ? Optional.empty() : Optional.of(new VersionName(bundle, from)),
        new VersionName(bundle, row.getLong("to_number")),
        row.getObject("moved_at", OffsetDateTime.class).toInstant(),
        row.getString("mover"),
        row.getString("reason"));
  }
}
