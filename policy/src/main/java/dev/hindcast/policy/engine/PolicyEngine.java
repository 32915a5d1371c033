package dev.hindcast.policy.engine;

import dev.hindcast.policy.bundle.BundleSource;

/** A policy language. Implementations are thread-safe. */
public interface PolicyEngine {

  /** The word after {@code engine:} in a bundle. */
  String name();

  /**
   * Parses, checks and compiles. Never throws for anything a bundle may contain: what is wrong is
   * in the diagnostics.
   */
  Compilation compile(BundleSource source);
}
