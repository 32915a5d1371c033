package dev.hindcast.policy.reads;

import java.util.Locale;

/** The parts of a history item that a policy can read. */
public enum HistoryField {
  STEP,
  TIME,
  AGENT,
  OPERATION,
  TOOL,
  ARGS,
  CONTEXT,
  RESULT,
  ERROR;

  /** The field's name in expressions. */
  public String field() {
    return name().toLowerCase(Locale.ROOT);
  }
}
