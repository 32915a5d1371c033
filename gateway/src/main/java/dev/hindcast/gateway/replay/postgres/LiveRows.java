package dev.hindcast.gateway.replay.postgres;

import dev.hindcast.gateway.replay.Live;
import dev.hindcast.gateway.replay.ReplayFailure;
import dev.hindcast.gateway.replay.ReplayState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the live part of a replay from the columns of the view {@code live}. */
final class LiveRows {
  private LiveRows() {}

  static Optional<Live> read(ResultSet row) throws SQLException {
    var state = row.getString("live_state");
    return state == null ? Optional.empty() : Optional.of(live(row, ReplayState.valueOf(state)));
  }

  private static Live live(ResultSet row, ReplayState state) throws SQLException {
    var reason = row.getString("live_failure_reason");
    return new Live(
        state(state, row.getBoolean("live_stopping")),
        row.getLong("live_revision"),
        row.getInt("live_slices"),
        row.getInt("live_slices_done"),
        row.getLong("live_arrived"),
        row.getLong("live_actions"),
        row.getLong("live_changed"),
        ReplayRows.time(row, "live_newest"),
        ReplayRows.time(row, "live_judged_until").orElseThrow(),
        ReplayRows.time(row, "live_until").orElseThrow(),
        ReplayRows.time(row, "live_end_time"),
        reason.isEmpty()
            ? Optional.empty()
            : Optional.of(new ReplayFailure(reason, row.getString("live_failure"))));
  }

  private static Live.State state(ReplayState state, boolean stopping) {
    return switch (state) {
      case RUNNING -> stopping ? Live.State.STOPPING : Live.State.FOLLOWING;
      case PAUSED -> Live.State.PAUSED;
      case SUCCEEDED -> Live.State.STOPPED;
      case FAILED -> Live.State.FAILED;
      case CANCELLED -> Live.State.CANCELLED;
    };
  }
}
