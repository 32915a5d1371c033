package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One immutable publication of a bundle, without its files.
 *
 * @param position order of publication over all bundles, larger is newer
 * @param sizeBytes of the stored archive
 */
public record Version(
    VersionName name,
    long position,
    BundleFacts facts,
    long sizeBytes,
    Instant createTime,
    String publisher) {
  public Version {
    requireNonNull(name, "name");
    requireNonNull(facts, "facts");
    requireNonNull(createTime, "createTime");
    requireNonNull(publisher, "publisher");
  }
}
