package dev.hindcast.branch.provider;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * All branch-services that share one control database. Their mark on forks keeps one installation
 * from taking another's for orphans.
 */
public record Installation(UUID id) {
  public Installation {
    requireNonNull(id);
  }
}
