package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One page of versions, newest first.
 *
 * @param nextToken empty on the last page
 */
public record VersionPage(List<Version> versions, String nextToken) {
  public VersionPage {
    versions = List.copyOf(versions);
    requireNonNull(nextToken, "nextToken");
  }
}
