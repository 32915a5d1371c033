package dev.hindcast.gateway.explain;

import static java.util.Objects.requireNonNull;

import dev.hindcast.gateway.change.ChangeStore.ListedChange;
import dev.hindcast.gateway.replay.PolicyRef;
import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.engine.Explanation;
import dev.hindcast.policy.engine.NotReplayableReason;
import java.util.Optional;

/**
 * How both policies came to their decisions about an action.
 *
 * @param replayResource resource name of the replay
 * @param notReplayable why a replay does not judge it; empty if it does
 * @param change as the replay recorded it; empty if it recorded none
 */
public record ExplainedAction(
    String replayResource,
    Optional<ListedChange> change,
    Action action,
    Optional<NotReplayableReason> notReplayable,
    Side baseline,
    Side candidate) {
  public ExplainedAction {
    requireNonNull(replayResource);
    requireNonNull(change);
    requireNonNull(action);
    requireNonNull(notReplayable);
    requireNonNull(baseline);
    requireNonNull(candidate);
  }

  /** One policy's view. */
  public record Side(PolicyRef policy, Bundle bundle, Explanation explanation) {
    public Side {
      requireNonNull(policy);
      requireNonNull(bundle);
      requireNonNull(explanation);
    }
  }
}
