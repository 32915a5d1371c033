package dev.hindcast.cli.replay;

import com.google.protobuf.util.Durations;
import dev.hindcast.proto.replay.v1.BrokenWorkflow;
import dev.hindcast.proto.replay.v1.ChangeKind;
import dev.hindcast.proto.replay.v1.Coverage;
import dev.hindcast.proto.replay.v1.Diff;
import dev.hindcast.proto.replay.v1.Effect;
import dev.hindcast.proto.replay.v1.GroupCount;
import dev.hindcast.proto.replay.v1.KindCount;
import dev.hindcast.proto.replay.v1.PolicyRef;
import dev.hindcast.proto.replay.v1.Progress;
import dev.hindcast.proto.replay.v1.ReasonCount;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.RuleUsage;
import dev.hindcast.proto.replay.v1.Transition;
import dev.hindcast.proto.replay.v1.WorkflowImpact;

/** A replay of 10,000 actions of which 1,234 are newly denied. */
public final class SampleDiff {
  /** The replay. */
  public static final Replay REPLAY =
      Replay.newBuilder()
          .setName("replays/r1")
          .setState(Replay.State.STATE_SUCCEEDED)
          .setCandidate(
              PolicyRef.newBuilder().setBundle("guard").setVersion("bundles/guard/versions/2"))
          .setBaseline(PolicyRef.newBuilder().setAllowAll(true))
          .setProgress(Progress.newBuilder().setShardCount(4).setElapsed(Durations.fromSeconds(2)))
          .build();

  /** Its diff. */
  public static final Diff DIFF =
      Diff.newBuilder()
          .setReplay("replays/r1")
          .setDigest("0123456789abcdef0123")
          .setComplete(true)
          .setChangedCount(1_234)
          .setUnchangedCount(8_666)
          .setCoverage(
              Coverage.newBuilder()
                  .setActionCount(10_000)
                  .setJudgedCount(9_900)
                  .addNotReplayable(
                      ReasonCount.newBuilder().setReason("arguments_not_recorded").setCount(100)))
          .addKinds(denied(1_234))
          .addTransitions(transition(Effect.EFFECT_ALLOW, Effect.EFFECT_ALLOW, 8_666))
          .addTransitions(transition(Effect.EFFECT_ALLOW, Effect.EFFECT_DENY, 1_234))
          .addRules(GroupCount.newBuilder().setKey("limit").setCount(1_234).addKinds(denied(1_234)))
          .setWorkflows(
              WorkflowImpact.newBuilder()
                  .setSuccessCount(7)
                  .setIncidentCount(3)
                  .addBroken(
                      BrokenWorkflow.newBuilder()
                          .setWorkflowId("w1")
                          .setAgent("a1")
                          .setFirstStep(4)
                          .setTool("refund")
                          .setRule("limit")
                          .setLostActionCount(2)
                          .setCounterfactualChangeCount(1)))
          .addRuleUsage(
              RuleUsage.newBuilder()
                  .setRule("limit")
                  .setInCandidate(true)
                  .setCandidateDecidedCount(1_234))
          .addRuleUsage(
              RuleUsage.newBuilder().setRule("dead").setInCandidate(true).setCandidateErrorCount(5))
          .setForkDuration(Durations.fromMillis(41))
          .build();

  private SampleDiff() {}

  private static KindCount denied(long count) {
    return KindCount.newBuilder()
        .setKind(ChangeKind.CHANGE_KIND_NEWLY_DENIED)
        .setCount(count)
        .build();
  }

  private static Transition transition(Effect from, Effect to, long count) {
    return Transition.newBuilder().setFrom(from).setTo(to).setCount(count).build();
  }
}
