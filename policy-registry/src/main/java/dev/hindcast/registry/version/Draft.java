package dev.hindcast.registry.version;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A checked bundle on its way to a number.
 *
 * @param archive canonical tar.gz; handed over, never changed
 * @param publisher as the caller said, may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of eight megabytes buys nothing.
public record Draft(
    String bundle, BundleFacts facts, byte[] archive, Instant createTime, String publisher) {
  public Draft {
    requireNonNull(bundle, "bundle");
    requireNonNull(facts, "facts");
    requireNonNull(archive, "archive");
    requireNonNull(createTime, "createTime");
    requireNonNull(publisher, "publisher");
  }
}
