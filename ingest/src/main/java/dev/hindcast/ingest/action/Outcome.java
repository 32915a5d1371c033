package dev.hindcast.ingest.action;

import java.util.Locale;
import java.util.Optional;

/** How a workflow can go. */
public enum Outcome {
  SUCCESS,
  FAILURE,
  INCIDENT,
  UNKNOWN;

  /** As the store writes it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one with an id. */
  public static Optional<Outcome> of(String id) {
    for (var outcome : values()) {
      if (outcome.id().equals(id)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }
}
