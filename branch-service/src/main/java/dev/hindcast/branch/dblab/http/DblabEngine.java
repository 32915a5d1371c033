package dev.hindcast.branch.dblab.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindcast.branch.dblab.DblabOptions;
import dev.hindcast.branch.provider.Accuracy;
import dev.hindcast.branch.provider.CredentialKey;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.CutKind;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Precision;
import dev.hindcast.branch.provider.Reset;
import dev.hindcast.branch.provider.TimeToLive;
import dev.hindcast.branch.remote.Moment;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.RemoteBranch;
import dev.hindcast.branch.remote.RemoteEngine;
import dev.hindcast.branch.remote.RemoteName;
import dev.hindcast.branch.remote.http.RetryTable;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Clones of one engine, each protected from the idle rule for as long as the service wants it. A
 * clone of now is a clone of a snapshot of its own: the engine is waited for until it has replayed
 * the store's log so far, then the snapshot is taken and given a date to be deleted at. The
 * engine's login in a clone tells whether the snapshot goes with the clone.
 */
public final class DblabEngine implements RemoteEngine {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String USER = "hindcast_engine";
  private static final String USER_WITH_SNAPSHOT = "hindcast_engine_now";
  private static final Offer OFFER =
      new Offer(
          Set.of(CutKind.NOW, CutKind.SNAPSHOT),
          Precision.TIME,
          TimeToLive.LEASED,
          Reset.NATIVE,
          Accuracy.APPROXIMATE);

  private final DblabOptions options;
  private final DblabClient client;
  private final DblabSnapshots snapshots;
  private final CredentialKey key;
  private final Patience patience;
  private final InstantSource clock;

  /** The engine of one store. */
  public DblabEngine(
      DblabOptions options,
      CredentialKey key,
      RetryTable retries,
      Patience patience,
      InstantSource clock) {
    this.options = options;
    this.client = new DblabClient(options, retries, patience);
    this.snapshots = new DblabSnapshots(client, options.pool(), patience);
    this.key = key;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public Offer offer() {
    return OFFER;
  }

  @Override
  public List<RemoteBranch> branches() {
    return client.clones().stream().flatMap(clone -> branch(clone).stream()).toList();
  }

  @Override
  public Optional<RemoteBranch> branch(RemoteName name) {
    var clone = client.clone(name.toString());
    if (clone.isPresent() && status(clone.get()).equals("FATAL")) {
      throw new IllegalStateException("dblab could not make clone " + name);
    }
    return clone.flatMap(DblabEngine::branch);
  }

  private static Optional<RemoteBranch> branch(JsonNode clone) {
    var id = clone.path("id").asText();
    var snapshot = clone.path("snapshot");
    var metadata = clone.path("metadata");
    return RemoteName.parse(id)
        .map(
            name ->
                new RemoteBranch(
                    id,
                    name,
                    snapshot.path("id").asText(),
                    "",
                    instant(snapshot.path("dataStateAt"), Instant.EPOCH),
                    status(clone).equals("OK"),
                    false,
                    instant(clone.path("protectedTill"), Instant.MAX),
                    size(metadata.path("logicalSize")),
                    size(metadata.path("cloneDiffSize"))));
  }

  @Override
  public Optional<String> create(
      RemoteName name, ForkRequest request, Moment now, Instant backstop) {
    String snapshot;
    switch (request.cut()) {
      case Cut.Now() -> {
        if (client.replayedLsn().isEmpty()) {
          return Optional.of(
              "this engine does not follow the store's log, so it has no now: name one of its"
                  + " snapshots");
        }
        snapshot = snapshots.take(now, date(backstop));
      }
      case Cut.Snapshot(var id) -> snapshot = id;
      case Cut.Lsn _, Cut.Time _ ->
          throw new IllegalArgumentException("dblab forks snapshots only");
    }
    var body =
        JSON.objectNode()
            .put("id", name.toString())
            .put("protected", true)
            .put("protectionDurationMinutes", minutes(backstop));
    body.putObject("snapshot").put("id", snapshot);
    body.putObject("db")
        .put("username", request.cut() instanceof Cut.Now ? USER_WITH_SNAPSHOT : USER)
        .put("password", password(name))
        .put("restricted", false)
        .put("db_name", options.database());
    var answer = client.createClone(body);
    return answer.isGood()
        ? Optional.empty()
        : Optional.of(
            "dblab refuses to clone ("
                + answer.refusal()
                + "): look whether the snapshot is there and whether ports and memory are left");
  }

  @Override
  public DatabaseSettings login(RemoteBranch branch) {
    var clone =
        client
            .clone(branch.id())
            .orElseThrow(
                () -> new FailureException(new Failure.DependencyUnavailable("the branch")));
    var database = clone.path("db");
    return new DatabaseSettings(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                options.host().orElse(database.path("host").asText()),
                database.path("port").asInt(),
                options.database()),
        database.path("username").asText(),
        password(branch.name()),
        1);
  }

  /** Derived as the branch's own, but never the same: uids hold no slash. */
  private String password(RemoteName name) {
    return key.password("engine/" + name.uid());
  }

  @Override
  public RemoteBranch reset(RemoteBranch branch) {
    client.resetClone(branch.id(), branch.origin());
    return branch;
  }

  @Override
  public boolean extend(RemoteBranch branch, Instant backstop) {
    var clone = client.clone(branch.id());
    if (clone.isEmpty()) {
      return false;
    }
    var answer = client.protect(branch.id(), minutes(backstop));
    if (!answer.isGood()) {
      throw new IllegalStateException("dblab refuses to protect a clone: " + answer.refusal());
    }
    if (ownsSnapshot(clone.get())) {
      snapshots.date(branch.origin(), date(backstop));
    }
    return true;
  }

  @Override
  public String delete(RemoteBranch branch) {
    var clone = client.clone(branch.id());
    var _ = client.protect(branch.id(), 0); // what is protected is not deleted
    var answer = client.deleteClone(branch.id());
    if (!answer.isGood() && client.clone(branch.id()).isPresent()) {
      throw new IllegalStateException("dblab refuses to delete a clone: " + answer.refusal());
    }
    var _ =
        patience.require(
            "dblab",
            () -> client.clone(branch.id()).isEmpty() ? Optional.of(true) : Optional.empty());
    return "dblab clone "
        + branch.id()
        + " was deleted"
        + (clone.map(DblabEngine::ownsSnapshot).orElse(false)
            ? snapshots.release(branch.origin())
            : "");
  }

  private static boolean ownsSnapshot(JsonNode clone) {
    return clone.path("db").path("username").asText().equals(USER_WITH_SNAPSHOT);
  }

  private long minutes(Instant backstop) {
    return Math.max(1, Duration.between(clock.instant(), backstop).toMinutes());
  }

  private static String date(Instant backstop) {
    return backstop.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String status(JsonNode clone) {
    return clone.path("status").path("code").asText();
  }

  static Instant instant(JsonNode text, Instant otherwise) {
    return text.asText().isEmpty() ? otherwise : OffsetDateTime.parse(text.asText()).toInstant();
  }

  private static OptionalLong size(JsonNode size) {
    return size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty();
  }
}
