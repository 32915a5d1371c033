package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What came of publishing a bundle that is right.
 *
 * @param archiveBytes size of the canonical archive
 * @param version that holds these files; empty if they are new and nothing should be stored
 * @param created false where the same files had been published before, or nothing was stored
 */
public record Publication(
    CheckedBundle checked,
    BundleFacts facts,
    long archiveBytes,
    Optional<Version> version,
    boolean created) {
  public Publication {
    requireNonNull(checked, "checked");
    requireNonNull(facts, "facts");
    requireNonNull(version, "version");
  }
}
