package dev.hindcast.gateway.pass;

import dev.hindcast.gateway.plan.PlanService;
import dev.hindcast.gateway.plan.PolicyCompiler;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.HashSet;

/** Starts passes. */
@Singleton
public final class PassService {
  private final PlanService plans;
  private final PolicyCompiler compiler;
  private final MostCandidates most;

  PassService(PlanService plans, PolicyCompiler compiler, MostCandidates most) {
    this.plans = plans;
    this.compiler = compiler;
    this.most = most;
  }

  /**
   * Starts a pass; workers find it from then on.
   *
   * @return last part of the resource name of the replay that leads
   */
  public String start(PassRequest request) {
    requireSound(request);
    return plans.start(request.replay(), new PassCandidates(request, compiler));
  }

  private void requireSound(PassRequest request) {
    if (request.replay().candidate().isPresent() && !request.candidates().isEmpty()) {
      throw invalid("candidate", "stands beside `candidates`: name all of them there");
    }
    if (request.replay().follow()) {
      throw invalid(
          "follow",
          "cannot be asked for with several candidates: follow the one that you choose in a replay of its own");
    }
    var params = new HashSet<String>();
    for (var sweep : request.sweeps()) {
      if (!params.add(sweep.param())) {
        throw invalid(
            "sweep", "names param '" + sweep.param() + "' twice: give all its values once");
      }
    }
    var combinations = ParamSweep.count(request.sweeps());
    var named = Math.max(1, request.candidates().size());
    if (combinations > most.value() / named) {
      var asked = combinations > Long.MAX_VALUE / named ? Long.MAX_VALUE : named * combinations;
      throw new FailureException(
          new Failure.LimitExceeded("candidates of a pass", most.value(), asked));
    }
  }

  private static FailureException invalid(String field, String problem) {
    return new FailureException(new Failure.InvalidRequest(field, problem));
  }
}
