package dev.hindcast.policy.reads;

import java.util.Locale;

/** The scalar parts of an action that a policy can read. */
public enum ActionColumn {
  ID,
  STEP,
  TIME,
  TENANT,
  AGENT,
  MODEL,
  OPERATION,
  TOOL;

  /** The field's name in expressions. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
