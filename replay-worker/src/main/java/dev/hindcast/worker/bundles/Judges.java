package dev.hindcast.worker.bundles;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.PassJudge;
import java.util.Optional;

/**
 * What judges the actions of a replay.
 *
 * @param judge of the baseline and the candidate of the replay itself
 * @param pass of that candidate and those of all replays that follow, in order; empty: none follows
 */
public record Judges(Judge judge, Optional<PassJudge> pass) {
  public Judges {
    requireNonNull(judge, "judge");
    requireNonNull(pass, "pass");
  }
}
