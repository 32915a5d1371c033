package dev.hindcast.ingest.action;

/**
 * What production decided about an action; each part is null if it was not recorded.
 *
 * @param effect one of the five effects' names
 * @param ruleId that decided
 * @param bundleVersion of the policy
 */
public record RecordedDecision(String effect, String ruleId, String bundleVersion) {
  /** Nothing of it was recorded. */
  public static final RecordedDecision NONE = new RecordedDecision(null, null, null);
}
