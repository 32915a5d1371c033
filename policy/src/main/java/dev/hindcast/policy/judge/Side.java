package dev.hindcast.policy.judge;

import java.util.Locale;

/** Which of the two bundles. */
public enum Side {
  BASELINE,
  CANDIDATE;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
