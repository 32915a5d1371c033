package dev.hindcast.worker.shard;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.judge.Judge;
import dev.hindcast.worker.branch.Branch;

/** What the shards of a replay share in a worker. */
record OpenReplay(Branch branch, Judge judge) {
  OpenReplay {
    requireNonNull(branch, "branch");
    requireNonNull(judge, "judge");
  }
}
