package dev.hindcast.worker.shard;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policyproto.JudgedChange;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a shard of a pass sends at once.
 *
 * @param leader changes of the replay whose shard it is
 * @param followers what there is for the others
 */
public record PassBatch(List<JudgedChange> leader, List<Part> followers) {
  public PassBatch {
    leader = List.copyOf(leader);
    followers = List.copyOf(followers);
  }

  /**
   * What there is for one replay that follows.
   *
   * @param replay {@code replays/{replay}}
   * @param result once, after all its changes
   */
  public record Part(String replay, List<JudgedChange> changes, Optional<ShardResult> result) {
    public Part {
      requireNonNull(replay, "replay");
      changes = List.copyOf(changes);
      requireNonNull(result, "result");
    }
  }

  Stream<JudgedChange> changes() {
    return Stream.concat(
        leader.stream(), followers.stream().flatMap(part -> part.changes().stream()));
  }

  PassBatch map(UnaryOperator<JudgedChange> change) {
    return new PassBatch(
        leader.stream().map(change).toList(),
        followers.stream()
            .map(
                part ->
                    new Part(
                        part.replay(), part.changes().stream().map(change).toList(), part.result()))
            .toList());
  }
}
