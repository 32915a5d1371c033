package dev.hindcast.branch.neon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.branch.neon.NeonOptions;
import dev.hindcast.branch.provider.Accuracy;
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
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Branches of one project. A branch bears its fork's name and an annotation; {@code parent_lsn}
 * pins its cut. Neon keeps deleted branches for a week unless told otherwise: deletions here are
 * hard, and what was deleted by Neon's own clock is listed until it is too.
 */
public final class NeonEngine implements RemoteEngine {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final String INSTALLATION = "hindcast-installation";
  private static final String STORE = "hindcast-store";
  private static final String UID = "hindcast-uid";
  private static final String TIME = "hindcast-cut-time";
  private static final Offer OFFER =
      new Offer(
          Set.of(CutKind.NOW, CutKind.LSN, CutKind.TIME),
          Precision.LSN,
          TimeToLive.NATIVE,
          Reset.NATIVE,
          Accuracy.APPROXIMATE);

  private final NeonOptions options;
  private final NeonClient client;
  private final InstantSource clock;

  /** The engine of one store. */
  public NeonEngine(
      NeonOptions options, RetryTable retries, Patience patience, InstantSource clock) {
    this.options = options;
    this.client = new NeonClient(options, retries, patience);
    this.clock = clock;
  }

  @Override
  public Offer offer() {
    return OFFER;
  }

  @Override
  public List<RemoteBranch> branches() {
    return found(RemoteName.PREFIX).toList();
  }

  @Override
  public Optional<RemoteBranch> branch(RemoteName name) {
    return found(name.toString())
        .filter(branch -> branch.name().equals(name) && !branch.isDeleted())
        .findFirst();
  }

  /** Oldest first, so that of two with one name every process takes the same. */
  private Stream<RemoteBranch> found(String text) {
    var page = client.search(text);
    return page.branches().stream()
        .sorted(
            Comparator.comparing((JsonNode branch) -> branch.path("created_at").asText())
                .thenComparing(branch -> branch.path("id").asText()))
        .flatMap(
            branch ->
                RemoteName.parse(branch.path("name").asText())
                    .map(
                        name ->
                            branch(
                                name,
                                branch,
                                page.annotations().path(branch.path("id").asText()).path("value")))
                    .stream());
  }

  private static RemoteBranch branch(RemoteName name, JsonNode branch, JsonNode annotation) {
    var isDeleted = branch.has("recovery");
    return new RemoteBranch(
        branch.path("id").asText(),
        name,
        branch.path("parent_id").asText(),
        branch.path("parent_lsn").asText(),
        Stream.of(annotation.path(TIME), branch.path("parent_timestamp"), branch.path("created_at"))
            .filter(time -> !time.asText().isEmpty())
            .map(NeonEngine::instant)
            .findFirst()
            .orElse(Instant.EPOCH),
        branch.path("current_state").asText().equals("ready") && !branch.has("pending_state"),
        isDeleted,
        branch.has("expires_at") ? instant(branch.path("expires_at")) : Instant.MAX,
        size(branch, "logical_size"),
        size(branch, "written_data_bytes"));
  }

  @Override
  public Optional<String> create(
      RemoteName name, ForkRequest request, Moment now, Instant backstop) {
    var body = JSON.objectNode();
    var branch =
        body.putObject("branch")
            .put("name", name.toString())
            .put("parent_id", options.parentBranch())
            .put("expires_at", bounded(backstop));
    var time =
        switch (request.cut()) {
          case Cut.Now() -> {
            branch.put("parent_lsn", now.lsn());
            yield Optional.of(now.time());
          }
          case Cut.Lsn(var lsn) -> {
            branch.put("parent_lsn", lsn);
            yield Optional.<Instant>empty();
          }
          case Cut.Time(var past) -> {
            branch.put("parent_timestamp", past.toString());
            yield Optional.of(past);
          }
          case Cut.Snapshot _ -> throw new IllegalArgumentException("neon does not fork snapshots");
        };
    body.putArray("endpoints").add(compute());
    var annotation =
        body.putObject("annotation_value")
            .put(INSTALLATION, request.installation().id().toString())
            .put(STORE, request.name().store())
            .put(UID, request.name().uid());
    time.ifPresent(moment -> annotation.put(TIME, moment.toString()));
    var answer = client.create(body);
    return answer.isGood()
        ? Optional.empty()
        : Optional.of(
            "neon refuses to branch "
                + options.parentBranch()
                + " ("
                + answer.refusal()
                + "): look at the project's limits, its history window and the rights of the"
                + " token");
  }

  private ObjectNode compute() {
    var compute = JSON.objectNode().put("type", "read_write");
    options.minimumUnits().ifPresent(units -> compute.put("autoscaling_limit_min_cu", units));
    options.maximumUnits().ifPresent(units -> compute.put("autoscaling_limit_max_cu", units));
    options.suspendSeconds().ifPresent(s -> compute.put("suspend_timeout_seconds", s));
    return compute;
  }

  @Override
  public DatabaseSettings login(RemoteBranch branch) {
    if (!client.hasCompute(branch.id())) {
      var answer = client.addCompute(branch.id(), compute());
      if (!answer.isGood() && !client.hasCompute(branch.id())) {
        throw new IllegalStateException("neon refuses a compute: " + answer.refusal());
      }
    }
    var settings = settings(branch.id());
    // A branch inherits its parent's passwords, which must not open it.
    if (settings.password().equals(settings(options.parentBranch()).password())) {
      client.resetPassword(branch.id(), options.role());
      settings = settings(branch.id());
    }
    return settings;
  }

  private DatabaseSettings settings(String branch) {
    return parse(client.connectionUri(branch, options.database(), options.role()));
  }

  /** {@code postgresql://role:password@host:port/database?sslmode=require}. */
  static DatabaseSettings parse(String uri) {
    var parsed = URI.create(uri);
    var user = parsed.getRawUserInfo().split(":", 2);
    var query = Optional.ofNullable(parsed.getRawQuery()).orElse("");
    var isPlain = query.contains("sslmode=disable");
    return new DatabaseSettings(
        "jdbc:postgresql://%s:%d%s?sslmode=%s"
            .formatted(
                parsed.getHost(),
                parsed.getPort() == -1 ? 5432 : parsed.getPort(),
                parsed.getRawPath(),
                isPlain ? "disable" : "require"),
        URLDecoder.decode(user[0], UTF_8),
        URLDecoder.decode(user[1].replace("+", "%2B"), UTF_8),
        1);
  }

  @Override
  public RemoteBranch reset(RemoteBranch branch) {
    client.restore(branch.id(), branch.origin(), branch.lsn());
    var _ = client.expire(branch.id(), bounded(branch.expireTime())); // a restore starts it anew
    return branch;
  }

  @Override
  public boolean extend(RemoteBranch branch, Instant backstop) {
    return client.expire(branch.id(), bounded(backstop));
  }

  @Override
  public String delete(RemoteBranch branch) {
    client.delete(branch.id());
    return "neon branch " + branch.id() + " was deleted with hard_delete";
  }

  private String bounded(Instant backstop) {
    var latest = clock.instant().plus(LONGEST).minus(Duration.ofMinutes(5));
    return (backstop.isAfter(latest) ? latest : backstop)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private static Instant instant(JsonNode text) {
    return OffsetDateTime.parse(text.asText()).toInstant();
  }

  private static OptionalLong size(JsonNode branch, String name) {
    var size = branch.path(name);
    return size.isNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty();
  }
}
