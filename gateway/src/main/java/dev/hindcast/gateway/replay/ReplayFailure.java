package dev.hindcast.gateway.replay;

import static java.util.Objects.requireNonNull;

/**
 * Why a replay failed.
 *
 * @param reason for a program, e.g. {@code SHARD_FAILED}
 * @param text for a person
 */
public record ReplayFailure(String reason, String text) {
  /** The branch went away under the replay. */
  public static final String BRANCH_NOT_USABLE = "BRANCH_NOT_USABLE";

  /** A bundle that the planner could compile cannot be used by a worker. */
  public static final String BUNDLE_UNUSABLE = "BUNDLE_UNUSABLE";

  /** One shard failed again and again. */
  public static final String SHARD_FAILED = "SHARD_FAILED";

  /** A delta replay left out an action that is decided differently. */
  public static final String AUDIT_FAILED = "AUDIT_FAILED";

  public ReplayFailure {
    requireNonNull(reason);
    requireNonNull(text);
  }
}
