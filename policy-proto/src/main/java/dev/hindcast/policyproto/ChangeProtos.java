package dev.hindcast.policyproto;

import com.google.protobuf.Timestamp;
import dev.hindcast.policy.diff.ShownName;
import dev.hindcast.policy.judge.ChangeKind;
import dev.hindcast.policy.judge.Verdict;
import dev.hindcast.proto.replay.v1.Change;
import dev.hindcast.proto.replay.v1.Outcome;
import java.time.Instant;

/**
 * Changes, their kinds and outcomes. The message's {@code name} and {@code counterfactual} depend
 * on the whole replay: they are left alone here.
 */
public final class ChangeProtos {
  private ChangeProtos() {}

  public static Change toProto(JudgedChange change) {
    var verdict = change.verdict();
    return Change.newBuilder()
        .setActionId(change.actionId())
        .setKind(toProto(verdict.kind()))
        .setWorkflowId(ShownName.of(change.workflowId()))
        .setStep(change.step())
        .setOutcome(toProto(change.outcome()))
        .setTool(change.tool())
        .setAgent(change.agent())
        .setActionTime(toProto(change.time()))
        .setBaseline(DecisionProtos.toProto(BoundedDecision.of(verdict.baseline())))
        .setCandidate(DecisionProtos.toProto(BoundedDecision.of(verdict.candidate())))
        .setLost(verdict.lost())
        .setDiverges(verdict.diverges())
        .build();
  }

  /**
   * {@code lost} and {@code diverges} follow from the decisions and are not read.
   *
   * @throws IllegalArgumentException if a kind or effect is unspecified
   */
  public static JudgedChange fromProto(Change proto) {
    return new JudgedChange(
        proto.getActionId(),
        proto.getWorkflowId(),
        proto.getStep(),
        fromProto(proto.getActionTime()),
        proto.getTool(),
        proto.getAgent(),
        fromProto(proto.getOutcome()),
        new Verdict.Changed(
            fromProto(proto.getKind()),
            DecisionProtos.fromProto(proto.getBaseline()),
            DecisionProtos.fromProto(proto.getCandidate())));
  }

  public static dev.hindcast.proto.replay.v1.ChangeKind toProto(ChangeKind kind) {
    return switch (kind) {
      case NEWLY_DENIED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_DENIED;
      case NEWLY_ALLOWED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_ALLOWED;
      case NEWLY_ESCALATED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_ESCALATED;
      case NEWLY_MODIFIED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_MODIFIED;
      case MODIFICATION_CHANGED ->
          dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_MODIFICATION_CHANGED;
      case NEWLY_WARNED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_NEWLY_WARNED;
      case WARNING_LOST -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_WARNING_LOST;
      case RULE_CHANGED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_RULE_CHANGED;
      case REASON_CHANGED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_REASON_CHANGED;
      case ERROR_GAINED -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_ERROR_GAINED;
      case ERROR_LOST -> dev.hindcast.proto.replay.v1.ChangeKind.CHANGE_KIND_ERROR_LOST;
    };
  }

  /**
   * @throws IllegalArgumentException if the kind is unspecified or of a newer release
   */
  public static ChangeKind fromProto(dev.hindcast.proto.replay.v1.ChangeKind kind) {
    return switch (kind) {
      case CHANGE_KIND_NEWLY_DENIED -> ChangeKind.NEWLY_DENIED;
      case CHANGE_KIND_NEWLY_ALLOWED -> ChangeKind.NEWLY_ALLOWED;
      case CHANGE_KIND_NEWLY_ESCALATED -> ChangeKind.NEWLY_ESCALATED;
      case CHANGE_KIND_NEWLY_MODIFIED -> ChangeKind.NEWLY_MODIFIED;
      case CHANGE_KIND_MODIFICATION_CHANGED -> ChangeKind.MODIFICATION_CHANGED;
      case CHANGE_KIND_NEWLY_WARNED -> ChangeKind.NEWLY_WARNED;
      case CHANGE_KIND_WARNING_LOST -> ChangeKind.WARNING_LOST;
      case CHANGE_KIND_RULE_CHANGED -> ChangeKind.RULE_CHANGED;
      case CHANGE_KIND_REASON_CHANGED -> ChangeKind.REASON_CHANGED;
      case CHANGE_KIND_ERROR_GAINED -> ChangeKind.ERROR_GAINED;
      case CHANGE_KIND_ERROR_LOST -> ChangeKind.ERROR_LOST;
      case CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a kind of change must be specified");
    };
  }

  public static Outcome toProto(WorkflowOutcome outcome) {
    return switch (outcome) {
      case UNKNOWN -> Outcome.OUTCOME_UNSPECIFIED;
      case SUCCESS -> Outcome.OUTCOME_SUCCESS;
      case FAILURE -> Outcome.OUTCOME_FAILURE;
      case INCIDENT -> Outcome.OUTCOME_INCIDENT;
    };
  }

  public static WorkflowOutcome fromProto(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_SUCCESS -> WorkflowOutcome.SUCCESS;
      case OUTCOME_FAILURE -> WorkflowOutcome.FAILURE;
      case OUTCOME_INCIDENT -> WorkflowOutcome.INCIDENT;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> WorkflowOutcome.UNKNOWN;
    };
  }

  static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Instant fromProto(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
