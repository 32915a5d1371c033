package dev.hindcast.gateway.plan.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.hindcast.gateway.delta.DeltaPlan.ExplainedRule;
import dev.hindcast.gateway.plan.PlanCodec;
import dev.hindcast.gateway.plan.ReplayPlan;
import dev.hindcast.gateway.replay.Audit;
import dev.hindcast.gateway.replay.ReplayMode;
import dev.hindcast.gateway.replay.grpc.ReplayProtos;
import dev.hindcast.proto.replay.v1.ChangedRule;
import dev.hindcast.proto.replay.v1.NotPushedDown;
import jakarta.inject.Singleton;

/** Plans as the message that callers get, which is also how they are kept. */
@Singleton
public final class PlanProtos implements PlanCodec {

  PlanProtos() {}

  @Override
  public ByteString encode(ReplayPlan plan) {
    return message(plan).toByteString();
  }

  /** A plan that was kept. */
  public dev.hindcast.proto.replay.v1.ReplayPlan decode(ByteString plan) {
    try {
      return dev.hindcast.proto.replay.v1.ReplayPlan.parseFrom(plan);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the plan in the control database is none", e);
    }
  }

  /** A plan that was just made. */
  public dev.hindcast.proto.replay.v1.ReplayPlan message(ReplayPlan plan) {
    var message =
        dev.hindcast.proto.replay.v1.ReplayPlan.newBuilder()
            .setMode(ReplayProtos.mode(plan.mode()))
            .addAllFullReasons(plan.fullReasons())
            .setBaseline(ReplayProtos.policy(plan.baseline()))
            .setCandidate(ReplayProtos.policy(plan.candidate()))
            .setByWorkflow(plan.delta().reads().history())
            .setShardCount(plan.shards().ranges().size())
            .addAllColumns(plan.delta().columns())
            .addAllPaths(plan.delta().paths())
            .setStatement(plan.statement())
            .setEstimatedActionCount(plan.shards().estimate())
            .setEstimatedJudgedCount(plan.judged())
            .setEstimatedCost(plan.cost());
    plan.delta().changed().forEach(rule -> message.addChangedRules(rule(rule)));
    if (plan.mode() == ReplayMode.DELTA) {
      var unpulled = Math.max(0, plan.shards().estimate() - plan.judged());
      message.setAudit(
          ReplayProtos.audit(
              new Audit(
                  plan.audit().seed(),
                  plan.audit().oneIn(),
                  unpulled / Math.max(1, plan.audit().oneIn()))));
    }
    return message.build();
  }

  private static ChangedRule rule(ExplainedRule explained) {
    var rule = explained.rule();
    var message =
        ChangedRule.newBuilder()
            .setRule(rule.ruleId())
            .setKind(
                switch (rule.kind()) {
                  case ADDED -> ChangedRule.Kind.KIND_ADDED;
                  case REMOVED -> ChangedRule.Kind.KIND_REMOVED;
                  case CONDITION_CHANGED -> ChangedRule.Kind.KIND_CONDITION_CHANGED;
                  case CONDUCT_CHANGED -> ChangedRule.Kind.KIND_CONDUCT_CHANGED;
                })
            .setPredicate(explained.predicate());
    rule.widenings()
        .forEach(
            part ->
                message.addNotPushedDown(
                    NotPushedDown.newBuilder()
                        .setExpression(part.expression())
                        .setReason(part.reason())));
    return message.build();
  }
}
