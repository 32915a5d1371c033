package dev.hindcast.gateway.lease.postgres;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.hindcast.gateway.lease.Follower;
import dev.hindcast.gateway.lease.LeasedShard;
import dev.hindcast.gateway.replay.postgres.PolicyRows;
import dev.hindcast.platform.jdbc.Jdbc;
import java.util.List;

/** Who follows the replays whose shards were just leased. */
final class Followers {
  private record Followed(String leader, Follower follower) {}

  private Followers() {}

  static List<LeasedShard> join(Jdbc jdbc, List<LeasedShard> leased) {
    if (leased.isEmpty()) {
      return leased;
    }
    var leaders = leased.stream().map(shard -> shard.lease().replay()).distinct().toArray();
    var followers =
        jdbc
            .query(
                "SELECT l.name AS leader, r.name, "
                    + PolicyRows.CANDIDATE
                    + """
                     FROM gateway.replay l JOIN gateway.replay r ON r.pass_id = l.replay_id AND r.replay_id <> l.replay_id
                    WHERE l.name = ANY (?) AND r.state IN ('RUNNING', 'PAUSED') ORDER BY r.replay_id""",
                statement ->
                    statement.setArray(1, statement.getConnection().createArrayOf("text", leaders)),
                row ->
                    new Followed(
                        row.getString("leader"),
                        new Follower(row.getString("name"), PolicyRows.candidate(row))))
            .stream()
            .collect(groupingBy(Followed::leader, mapping(Followed::follower, toList())));
    return leased.stream()
        .map(shard -> shard.followedBy(followers.getOrDefault(shard.lease().replay(), List.of())))
        .toList();
  }
}
