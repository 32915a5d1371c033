package dev.hindcast.gateway.explain;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.branch.OpenBranches;
import dev.hindcast.gateway.change.ChangeStore;
import dev.hindcast.gateway.explain.ExplainedAction.Side;
import dev.hindcast.gateway.live.FollowStore;
import dev.hindcast.gateway.plan.PolicyCompiler;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import dev.hindcast.gateway.replay.Derivation;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.gateway.replay.Replay;
import dev.hindcast.gateway.replay.ReplayName;
import dev.hindcast.gateway.replay.ReplayService;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.policy.engine.EvaluationInput;
import dev.hindcast.policy.engine.NotReplayableReason;
import dev.hindcast.policy.judge.Judge;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.policy.reads.Reads;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Explains decisions from the branch's own rows: nothing is kept beside it for the purpose. */
@Singleton
public final class ExplainService {
  private final ReplayService replays;
  private final ChangeStore changes;
  private final OpenBranches branches;
  private final PolicyCompiler compiler;
  private final FollowStore follows;

  ExplainService(
      ReplayService replays,
      ChangeStore changes,
      OpenBranches branches,
      PolicyCompiler compiler,
      FollowStore follows) {
    this.replays = replays;
    this.changes = changes;
    this.branches = branches;
    this.compiler = compiler;
    this.follows = follows;
  }

  /** Explains one action of a replay's branch, whether it changed or not. */
  public ExplainedAction explain(String name, long actionId) {
    var replay = replays.get(name);
    return branches.readFork(
        replay.branch(), replay.forkPoint(), branch -> explain(branch, replay, actionId));
  }

  private ExplainedAction explain(BranchReader branch, Replay replay, long actionId) {
    var baseline = policy(branch, replay.branch(), replay.baseline());
    var candidate = policy(branch, replay.branch(), replay.candidate());
    var reads = baseline.compiled().reads().union(candidate.compiled().reads());
    var live = replay.live().map(_ -> replays.live(replay.name()));
    var input =
        branch
            .action(actionId, reads)
            .or(() -> live.flatMap(part -> arrived(branch, part, actionId, reads)))
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure.ResourceNotFound(
                            ReplayName.change(replay.resource(), actionId))));
    return new ExplainedAction(
        replay.resource(),
        changes
            .find(replay.id(), actionId)
            .or(() -> live.flatMap(part -> changes.find(part.id(), actionId))),
        input.action(),
        notReplayable(baseline, candidate, input),
        side(baseline, input),
        side(candidate, input));
  }

  private Optional<EvaluationInput> arrived(
      BranchReader branch, Replay live, long actionId, Reads reads) {
    return branch.arrived(actionId, reads, xid -> follows.sliceOf(live.id(), xid));
  }

  private static Optional<NotReplayableReason> notReplayable(
      ReadyPolicy baseline, ReadyPolicy candidate, EvaluationInput input) {
    return switch (new Judge(baseline.compiled(), candidate.compiled()).judge(input)) {
      case Verdict.NotReplayable(var reason) -> Optional.of(reason);
      case Verdict.Unchanged _, Verdict.Changed _ -> Optional.empty();
    };
  }

  private ReadyPolicy policy(BranchReader branch, String branchName, PolicyRef ref) {
    if (ref.allowAll()) {
      return compiler.allowAll(ref.bundle());
    }
    var stored =
        branch
            .byDigest(ref.derivation().map(Derivation::baseDigest).orElse(ref.digest()))
            .orElseThrow(
                () ->
                    new FailureException(
                        new Failure.WrongState(
                            branchName,
                            "loaded with another bundle by now",
                            "the replay used " + ref.bundle() + " with digest " + ref.digest())));
    var overrides = ref.derivation().map(Derivation::overrides).orElse(List.of());
    return new ReadyPolicy(ref, compiler.compile(stored, overrides).compiled());
  }

  private static Side side(ReadyPolicy policy, EvaluationInput input) {
    return new Side(policy.ref(), policy.compiled().bundle(), policy.compiled().explain(input));
  }
}
