package dev.hindcast.registry.version;

import java.util.List;
import java.util.Optional;

/**
 * Keeps versions. Thread-safe, also against other processes on the same database; blocking. Every
 * method throws {@code DependencyUnavailable} if the database does not answer.
 */
public interface VersionStore {

  /** The outcome of {@link #add}; {@code created} is false where the same files were there. */
  record Added(Version version, boolean created) {}

  /**
   * Gives a draft the bundle's next number, or finds the version of the same bundle with the same
   * digest. Numbers of a bundle are 1, 2, 3 without a gap, whoever publishes at the same time.
   */
  Added add(Draft draft);

  Optional<Version> find(VersionRef ref);

  Optional<Version> findByDigest(String bundle, String digest);

  /** The version with its archive. */
  Optional<StoredVersion> load(VersionRef ref);

  /**
   * Versions, newest first.
   *
   * @param bundle of this one only; empty: of all
   * @param before only those with a smaller position
   * @param limit at most this many, at least 1
   */
  List<Version> list(Optional<String> bundle, long before, int limit);
}
