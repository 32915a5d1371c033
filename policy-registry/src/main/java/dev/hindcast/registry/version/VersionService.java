package dev.hindcast.registry.version;

import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.page.PageToken;
import dev.hindcast.policy.bundle.Bundle;
import dev.hindcast.policy.bundle.BundleParser;
import dev.hindcast.policy.bundle.BundleSource;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The rules of versions. Thread-safe; blocking. */
@Singleton
public final class VersionService {
  /** What a request may carry, and so what other services can be handed. */
  static final int MAX_ARCHIVE_BYTES = 8 * 1024 * 1024;

  private final BundleCheck check;
  private final VersionStore versions;
  private final Clock clock;
  private final VersionMetrics metrics;

  VersionService(BundleCheck check, VersionStore versions, Clock clock, VersionMetrics metrics) {
    this.check = check;
    this.versions = versions;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Stores a bundle as its next version, unless a version of it has the same files.
   *
   * <p>Fails with {@code BundleRejected} and with {@code LimitExceeded}.
   *
   * @param archive tar.gz as the caller packed it; what is stored is packed anew
   * @param validateOnly check everything and store nothing
   */
  public Publication publish(byte[] archive, boolean validateOnly, String publisher) {
    try {
      var publication = checkAndStore(archive, validateOnly, publisher);
      if (!validateOnly) {
        metrics.published(publication.created());
      }
      return publication;
    } catch (FailureException e) {
      metrics.failed(e.failure());
      throw e;
    }
  }

  private Publication checkAndStore(byte[] archive, boolean validateOnly, String publisher) {
    var checked = check.check(archive);
    var facts = checked.facts();
    var canonical = checked.source().toTarGz();
    if (canonical.length > MAX_ARCHIVE_BYTES) {
      throw new FailureException(
          new Failure.LimitExceeded("archive bytes", MAX_ARCHIVE_BYTES, canonical.length));
    }
    var bundle = checked.bundle().name();
    if (validateOnly) {
      var known = versions.findByDigest(bundle, facts.digest());
      return new Publication(checked, facts, canonical.length, known, false);
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var added = versions.add(new Draft(bundle, facts, canonical, now, publisher));
    return new Publication(
        checked, facts, canonical.length, Optional.of(added.version()), added.created());
  }

  /** The version, or {@code ResourceNotFound}. */
  public Version get(VersionRef ref) {
    return versions.find(ref).orElseThrow(() -> notFound(ref));
  }

  /** The version with its files, or {@code ResourceNotFound}. */
  public StoredVersion download(VersionRef ref) {
    return versions.load(ref).orElseThrow(() -> notFound(ref));
  }

  /**
   * Versions, newest first.
   *
   * @param bundle of this one only; empty: of all
   * @param size at most this many; 0: the default
   * @param token of the page before, or empty
   */
  public VersionPage list(Optional<String> bundle, int size, String token) {
    var request = "versions of " + bundle.orElse("-");
    var after = PageToken.decode(token, request);
    var before = after.number(Long.MAX_VALUE);
    var limit = PageToken.size(size);
    // One more than asked for tells whether there is a next page.
    var found = versions.list(bundle, before, limit + 1);
    if (found.size() <= limit) {
      return new VersionPage(found, "");
    }
    var page = found.subList(0, limit);
    var last = Long.toString(page.getLast().position());
    return new VersionPage(page, new PageToken(last).encode(request));
  }

  /**
   * What differs between two versions, which may be of two bundles; or {@code ResourceNotFound}.
   */
  public VersionComparison compare(VersionRef from, VersionRef to) {
    return VersionComparison.of(parse(download(from)), parse(download(to)));
  }

  private static Bundle parse(StoredVersion version) {
    return BundleParser.parse(BundleSource.fromTarGz(version.archive()))
        .bundle()
        .orElseThrow(
            () -> new IllegalStateException(version.version().name() + " no longer parses"));
  }

  private static FailureException notFound(VersionRef ref) {
    return new FailureException(new Failure.ResourceNotFound(ref.toString()));
  }
}
