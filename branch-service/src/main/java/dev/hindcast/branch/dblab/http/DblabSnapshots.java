package dev.hindcast.branch.dblab.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindcast.branch.remote.Moment;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.http.UnsureException;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots that go with one clone. Snapshots bear no names: which are ours, the clones tell.
 */
final class DblabSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(DblabSnapshots.class);

  private static final int ATTEMPTS = 5;

  private final DblabClient client;
  private final Optional<String> pool;
  private final Patience patience;

  DblabSnapshots(DblabClient client, Optional<String> pool, Patience patience) {
    this.client = client;
    this.pool = pool;
    this.patience = patience;
  }

  /**
   * Takes a snapshot that holds everything committed before {@code now}.
   *
   * <p>Whatever snapshot appears after the engine has come so far holds it, whoever asked for it.
   */
  String take(Moment now, String deleteAt) {
    var _ =
        patience.require(
            "dblab",
            () ->
                position(client.replayedLsn()) >= position(now.lsn())
                    ? Optional.of(true)
                    : Optional.empty());
    var before = ids();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      askFor();
      var taken = newest(before);
      if (taken.isPresent()) {
        date(taken.get(), deleteAt);
        return taken.get();
      }
    }
    throw new FailureException(new Failure.DependencyUnavailable("dblab"));
  }

  private void askFor() {
    try {
      var answer = client.takeSnapshot(pool);
      if (!answer.isGood()) {
        throw new IllegalStateException("dblab refuses a snapshot: " + answer.refusal());
      }
    } catch (UnsureException e) {
      LOG.info("a snapshot may have been taken: looking for it");
    }
  }

  private Optional<String> newest(Set<String> before) {
    return client.snapshots().stream()
        .filter(snapshot -> !before.contains(id(snapshot)))
        .max(Comparator.comparing(snapshot -> snapshot.path("createdAt").asText()))
        .map(DblabSnapshots::id);
  }

  /**
   * Deletes a snapshot once its clone's data set is really gone: the engine forgets a clone before
   * it has destroyed it.
   *
   * @return what was done, for the record
   */
  String release(String id) {
    var _ =
        patience.require(
            "dblab",
            () -> {
              var rest = client.snapshot(id);
              if (rest.isPresent() && rest.get().path("numClones").asInt() == 0) {
                var _ = client.deleteSnapshot(id);
                rest = client.snapshot(id);
              }
              return rest.isEmpty() ? Optional.of(true) : Optional.empty();
            });
    return " with its snapshot " + id;
  }

  /** Engines before 4.1 have no dates: their retention deletes snapshots, ours too. */
  void date(String id, String deleteAt) {
    var answer = client.dateSnapshot(id, deleteAt);
    if (!answer.isGood()) {
      LOG.warn("dblab does not date a snapshot ({}): its retention must delete it", answer);
    }
  }

  private Set<String> ids() {
    return client.snapshots().stream().map(DblabSnapshots::id).collect(Collectors.toSet());
  }

  private static String id(JsonNode snapshot) {
    return snapshot.path("id").asText();
  }

  /** {@code 16/B374D848} as a number that grows with the log. */
  static long position(String lsn) {
    var parts = lsn.split("/", 2);
    return parts.length < 2
        ? 0
        : (Long.parseLong(parts[0], 16) << 32) + Long.parseLong(parts[1], 16);
  }
}
