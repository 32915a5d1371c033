package dev.hindcast.worker.shard;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.PassJudge;
import dev.hindcast.worker.branch.Branch;
import java.util.Optional;

/** What the shards of a replay share in a worker. */
record OpenReplay(Branch branch, Judge judge, Optional<PassJudge> pass) {
  OpenReplay {
    requireNonNull(branch, "branch");
    requireNonNull(judge, "judge");
    requireNonNull(pass, "pass");
  }
}
