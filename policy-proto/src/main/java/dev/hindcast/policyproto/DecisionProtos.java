package dev.hindcast.policyproto;

import dev.hindcast.policy.action.CanonicalJson;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import java.util.Optional;

/** Decisions, their effects and their edits. */
public final class DecisionProtos {
  private DecisionProtos() {}

  public static dev.hindcast.proto.replay.v1.Effect toProto(Effect effect) {
    return switch (effect) {
      case DENY -> dev.hindcast.proto.replay.v1.Effect.EFFECT_DENY;
      case REQUIRE_APPROVAL -> dev.hindcast.proto.replay.v1.Effect.EFFECT_REQUIRE_APPROVAL;
      case MODIFY -> dev.hindcast.proto.replay.v1.Effect.EFFECT_MODIFY;
      case WARN -> dev.hindcast.proto.replay.v1.Effect.EFFECT_WARN;
      case ALLOW -> dev.hindcast.proto.replay.v1.Effect.EFFECT_ALLOW;
    };
  }

  /**
   * @throws IllegalArgumentException if the effect is unspecified or of a newer release
   */
  public static Effect fromProto(dev.hindcast.proto.replay.v1.Effect effect) {
    return switch (effect) {
      case EFFECT_DENY -> Effect.DENY;
      case EFFECT_REQUIRE_APPROVAL -> Effect.REQUIRE_APPROVAL;
      case EFFECT_MODIFY -> Effect.MODIFY;
      case EFFECT_WARN -> Effect.WARN;
      case EFFECT_ALLOW -> Effect.ALLOW;
      case EFFECT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("an effect must be specified");
    };
  }

  public static dev.hindcast.proto.replay.v1.Decision toProto(Decision decision) {
    var proto =
        dev.hindcast.proto.replay.v1.Decision.newBuilder()
            .setEffect(toProto(decision.effect()))
            .setRule(decision.ruleId())
            .setReason(decision.reason())
            .setMessage(decision.message());
    decision.edits().forEach(edit -> proto.addEdits(toProto(edit)));
    decision.error().ifPresent(error -> proto.setError(text(error)));
    return proto.build();
  }

  /**
   * @throws IllegalArgumentException if the effect is unspecified
   */
  public static Decision fromProto(dev.hindcast.proto.replay.v1.Decision proto) {
    var error =
        proto.getError().isEmpty()
            ? Optional.<EvaluationError>empty()
            : Optional.of(new EvaluationError(proto.getRule(), proto.getError()));
    return new Decision(
        fromProto(proto.getEffect()),
        proto.getRule(),
        proto.getReason(),
        proto.getMessage(),
        proto.getEditsList().stream().map(DecisionProtos::fromProto).toList(),
        error);
  }

  public static dev.hindcast.proto.replay.v1.ArgumentEdit toProto(ArgumentEdit edit) {
    var proto = dev.hindcast.proto.replay.v1.ArgumentEdit.newBuilder().setPath(edit.path());
    return edit.removed()
        ? proto.setRemoved(true).build()
        : proto.setValueJson(CanonicalJson.write(edit.newValue())).build();
  }

  public static ArgumentEdit fromProto(dev.hindcast.proto.replay.v1.ArgumentEdit proto) {
    return proto.getRemoved()
        ? ArgumentEdit.removed(proto.getPath())
        : ArgumentEdit.replaced(proto.getPath(), JsonValues.parse(proto.getValueJson()));
  }

  // The message marks the error's presence and must not be empty.
  private static String text(EvaluationError error) {
    return error.message().isEmpty() ? Decision.EVALUATION_ERROR : error.message();
  }
}
