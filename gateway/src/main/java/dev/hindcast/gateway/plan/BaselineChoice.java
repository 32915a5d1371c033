package dev.hindcast.gateway.plan;

import static java.util.Objects.requireNonNull;

/** What to compare a candidate with. */
public sealed interface BaselineChoice {
  /** What production had active at the fork point. */
  record Active() implements BaselineChoice {}

  /** What was loaded into the branch as its baseline. */
  record Loaded() implements BaselineChoice {}

  /** No policy: everything is allowed. */
  record AllowAll() implements BaselineChoice {}

  /** A published version, which is loaded into the branch first. */
  record Published(String version) implements BaselineChoice {
    public Published {
      requireNonNull(version);
    }
  }
}
