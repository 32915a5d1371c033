package dev.hindcast.gateway.explain.grpc;

import com.google.protobuf.Timestamp;
import dev.hindcast.gateway.change.grpc.ChangeRowProtos;
import dev.hindcast.gateway.explain.ExplainedAction;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.bundle.Expression;
import dev.hindcast.policy.bundle.Rule;
import dev.hindcast.policy.engine.Explanation;
import dev.hindcast.policy.engine.RuleOutcome;
import dev.hindcast.policyproto.DecisionProtos;
import dev.hindcast.proto.replay.v1.ExplainChangeResponse;
import dev.hindcast.proto.replay.v1.Judgement;
import dev.hindcast.proto.replay.v1.RecordedAction;
import dev.hindcast.proto.replay.v1.RuleTrace;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An explained action as a message. */
public final class ExplainProtos {
  private ExplainProtos() {}

  public static ExplainChangeResponse response(ExplainedAction explained) {
    var response =
        ExplainChangeResponse.newBuilder()
            .setAction(action(explained.action()))
            .setBaseline(judgement(explained.baseline()))
            .setCandidate(judgement(explained.candidate()));
    explained.notReplayable().ifPresent(reason -> response.setNotReplayable(reason.id()));
    explained
        .change()
        .ifPresent(
            change ->
                response.setChange(ChangeRowProtos.message(explained.replayResource(), change)));
    return response.build();
  }

  private static RecordedAction action(Action action) {
    return RecordedAction.newBuilder()
        .setActionId(action.id())
        .setWorkflowId(action.workflowId())
        .setStep(action.step())
        .setActionTime(
            Timestamp.newBuilder()
                .setSeconds(action.time().getEpochSecond())
                .setNanos(action.time().getNano()))
        .setTenant(action.tenant())
        .setAgent(action.agent())
        .setModel(action.model())
        .setOperation(action.operation())
        .setTool(action.tool())
        .setArgumentsJson(CanonicalJson.write(action.args()))
        .setContextJson(CanonicalJson.write(action.context()))
        .addAllErased(action.erased())
        .build();
  }

  private static Judgement judgement(ExplainedAction.Side side) {
    var decision = side.explanation().decision();
    var rules =
        side.bundle().rules().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    var judgement =
        Judgement.newBuilder()
            .setPolicy(ReplayProtos.policy(side.policy()))
            .setDecision(DecisionProtos.toProto(decision));
    side.explanation()
        .rules()
        .forEach(
            trace ->
                judgement.addRules(
                    trace(
                        trace,
                        rules.get(trace.ruleId()),
                        trace.ruleId().equals(decision.ruleId()))));
    return judgement.build();
  }

  private static RuleTrace trace(Explanation.RuleTrace trace, Rule rule, boolean deciding) {
    var message =
        RuleTrace.newBuilder()
            .setRule(trace.ruleId())
            .setEffect(DecisionProtos.toProto(trace.effect()))
            .setDeciding(deciding)
            .setCondition(rule.when().map(Expression::text).orElse(""));
    trace.inputs().forEach((path, value) -> message.putInputs(path, CanonicalJson.write(value)));
    return switch (trace.outcome()) {
      case RuleOutcome.Matched() -> message.setResult(RuleTrace.Result.RESULT_MATCHED).build();
      case RuleOutcome.NotMatched() ->
          message.setResult(RuleTrace.Result.RESULT_NOT_MATCHED).build();
      case RuleOutcome.Failed(var error) ->
          message.setResult(RuleTrace.Result.RESULT_ERROR).setError(error).build();
    };
  }
}
