package dev.hindcast.policy.engine;

import java.util.Locale;
import java.util.Optional;

/** Why an action cannot be judged honestly. The ids are part of the API. */
public enum NotReplayableReason {
  /**
   * A rule that can apply reads arguments, of this action or of an earlier one, that nobody
   * recorded.
   */
  ARGUMENTS_NOT_RECORDED,
  /**
   * A rule that can apply reads a value that was erased from the record of this action, or has
   * looked at one erased from an earlier action's.
   */
  FIELD_ERASED,
  /** The action names no tool, or a bundle declares its tools and this is none of them. */
  UNKNOWN_TOOL,
  /**
   * A rule has looked at the history of an action that has more of it than {@link WorkflowPast}
   * holds.
   */
  HISTORY_TOO_LONG;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<NotReplayableReason> byId(String id) {
    for (NotReplayableReason reason : values()) {
      if (reason.id().equals(id)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
