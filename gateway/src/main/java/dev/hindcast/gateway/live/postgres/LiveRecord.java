package dev.hindcast.gateway.live.postgres;

import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.platform.jdbc.Jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;

/** Writes the live part of a replay together with the replay. */
public final class LiveRecord {
  private LiveRecord() {}

  /**
   * Writes it: a copy of the replay without its shards, cut up to the fork point.
   *
   * @param replayId of the replay that was just written
   * @param longest after which following ends by itself
   */
  public static void write(Transaction transaction, long replayId, String name, Duration longest)
      throws SQLException {
    var _ =
        transaction.update(
            """
            WITH live AS (
              INSERT INTO gateway.replay (name, request_digest, branch,
                baseline_bundle, baseline_version, baseline_digest, allow_all, bundle, candidate_version, candidate_digest,
                active_version, baseline_rules, candidate_rules, window_start, window_end,
                fork_lsn, fork_snapshot, fork_time, fork_micros, shards, estimated_actions, creator,
                fork_system, fork_precision, priority, live_of, following)
              SELECT ?, '', branch,
                baseline_bundle, baseline_version, baseline_digest, allow_all, bundle, candidate_version, candidate_digest,
                active_version, baseline_rules, candidate_rules, window_start, window_end,
                fork_lsn, fork_snapshot, fork_time, fork_micros, 0, 0, creator,
                fork_system, fork_precision, priority, replay_id, true
              FROM gateway.replay WHERE replay_id = ?
              RETURNING replay_id, fork_snapshot, fork_time)
            INSERT INTO gateway.following (replay_id, snapshot, cut_time, until)
            SELECT replay_id, fork_snapshot, fork_time, clock_timestamp() + ? * interval '1 millisecond' FROM live""",
            statement -> {
              statement.setString(1, ReplayName.live(name));
              statement.setLong(2, replayId);
              statement.setLong(3, longest.toMillis());
            });
  }
}
