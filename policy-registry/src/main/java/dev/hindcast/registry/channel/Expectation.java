package dev.hindcast.registry.channel;

import static java.util.Objects.requireNonNull;

import dev.hindcast.registry.version.VersionName;
import java.util.Optional;

/** Where a channel must be for a move to happen. */
public sealed interface Expectation {

  /** The channel must not exist yet: the move creates it. */
  record Absent() implements Expectation {}

  /** The channel must point to this version and, if an etag is given, not have moved since. */
  record At(VersionName version, Optional<String> etag) implements Expectation {
    public At {
      requireNonNull(version, "version");
      requireNonNull(etag, "etag");
    }
  }

  /** The channel must not have moved since it had this etag. */
  record Unmoved(String etag) implements Expectation {
    public Unmoved {
      requireNonNull(etag, "etag");
    }
  }
}
