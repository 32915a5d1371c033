package dev.hindcast.branch.lakebase.api;

import com.databricks.sdk.service.postgres.Branch;
import com.databricks.sdk.service.postgres.BranchSpec;
import com.databricks.sdk.service.postgres.BranchStatus;
import com.databricks.sdk.service.postgres.BranchStatusState;
import com.databricks.sdk.service.postgres.Endpoint;
import com.databricks.sdk.service.postgres.EndpointSpec;
import com.databricks.sdk.service.postgres.EndpointType;
import com.google.protobuf.Timestamp;
import dev.hindcast.branch.lakebase.LakebaseOptions;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Branches of one project, found by their ids alone: Lakebase has no annotations. It has no reset
 * either: a branch is made again at the same position under the next name, then the older one is
 * purged, so that a crash between the two loses nothing.
 */
public final class LakebaseEngine implements RemoteEngine {
  private static final Duration LONGEST = Duration.ofDays(30).minusMinutes(5);
  private static final Offer OFFER =
      new Offer(
          Set.of(CutKind.NOW, CutKind.LSN, CutKind.TIME),
          Precision.LSN,
          TimeToLive.NATIVE,
          Reset.EMULATED,
          Accuracy.APPROXIMATE);

  private final LakebaseOptions options;
  private final LakebaseClient client;
  private final Patience patience;
  private final InstantSource clock;

  /** The engine of one store. */
  public LakebaseEngine(
      LakebaseOptions options, RetryTable retries, Patience patience, InstantSource clock) {
    this.options = options;
    this.client = new LakebaseClient(options, retries, patience, clock);
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public Offer offer() {
    return OFFER;
  }

  @Override
  public List<RemoteBranch> branches() {
    return client.branches().stream().flatMap(branch -> branch(branch).stream()).toList();
  }

  @Override
  public Optional<RemoteBranch> branch(RemoteName name) {
    return client
        .branch(name.toString())
        .flatMap(LakebaseEngine::branch)
        .filter(branch -> !branch.isDeleted());
  }

  private static Optional<RemoteBranch> branch(Branch branch) {
    var id = branch.getName().substring(branch.getName().lastIndexOf('/') + 1);
    var status = Optional.ofNullable(branch.getStatus()).orElseGet(BranchStatus::new);
    return RemoteName.parse(id)
        .map(
            name ->
                new RemoteBranch(
                    id,
                    name,
                    Optional.ofNullable(status.getSourceBranch()).orElse(""),
                    Optional.ofNullable(status.getSourceBranchLsn()).orElse(""),
                    instant(status.getSourceBranchTime())
                        .or(() -> instant(branch.getCreateTime()))
                        .orElse(Instant.EPOCH),
                    status.getCurrentState() == BranchStatusState.READY
                        && status.getPendingState() == null,
                    status.getDeleteTime() != null,
                    instant(status.getExpireTime()).orElse(Instant.MAX),
                    status.getLogicalSizeBytes() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(status.getLogicalSizeBytes()),
                    OptionalLong.empty()));
  }

  @Override
  public Optional<String> create(
      RemoteName name, ForkRequest request, Moment now, Instant backstop) {
    var spec = spec(backstop).setSourceBranch(client.name(options.parentBranch()));
    var _ =
        switch (request.cut()) {
          case Cut.Now() -> spec.setSourceBranchLsn(now.lsn());
          case Cut.Lsn(var lsn) -> spec.setSourceBranchLsn(lsn);
          case Cut.Time(var time) -> spec.setSourceBranchTime(LakebaseClient.timestamp(time));
          case Cut.Snapshot _ ->
              throw new IllegalArgumentException("lakebase does not fork snapshots");
        };
    return client
        .create(name.toString(), spec)
        .map(
            refusal ->
                "lakebase refuses to branch "
                    + options.parentBranch()
                    + " ("
                    + refusal
                    + "): look at the project's limits, its history window and the rights of the"
                    + " identity");
  }

  /** Exactly one kind of end must be named, and only once. */
  private BranchSpec spec(Instant backstop) {
    return new BranchSpec().setExpireTime(LakebaseClient.timestamp(bounded(backstop)));
  }

  @Override
  public DatabaseSettings login(RemoteBranch branch) {
    if (client.endpoint(branch.id()).isEmpty()) {
      client.addEndpoint(branch.id(), size(new EndpointSpec()));
    }
    var endpoint =
        patience.require(
            "lakebase", () -> client.endpoint(branch.id()).filter(LakebaseEngine::hasHost));
    var isResized = options.minimumUnits().isPresent() || options.maximumUnits().isPresent();
    if (isResized && !hasSize(endpoint)) {
      client.resize(endpoint, size(new EndpointSpec()));
    }
    var host = endpoint.getStatus().getHosts().getHost();
    return new DatabaseSettings(
        "jdbc:postgresql://%s/%s?sslmode=%s"
            .formatted(
                host.contains(":") ? host : host + ":5432",
                options.database(),
                options.isPlain() ? "disable" : "require"),
        options.identity(),
        client.credential(endpoint),
        1);
  }

  private EndpointSpec size(EndpointSpec spec) {
    var _ = spec.setEndpointType(EndpointType.ENDPOINT_TYPE_READ_WRITE);
    options.minimumUnits().ifPresent(spec::setAutoscalingLimitMinCu);
    options.maximumUnits().ifPresent(spec::setAutoscalingLimitMaxCu);
    return spec;
  }

  private boolean hasSize(Endpoint endpoint) {
    var status = endpoint.getStatus();
    return options.minimumUnits().map(u -> u.equals(status.getAutoscalingLimitMinCu())).orElse(true)
        && options
            .maximumUnits()
            .map(u -> u.equals(status.getAutoscalingLimitMaxCu()))
            .orElse(true);
  }

  private static boolean hasHost(Endpoint endpoint) {
    var hosts = endpoint.getStatus().getHosts();
    return hosts != null && hosts.getHost() != null && !hosts.getHost().isEmpty();
  }

  @Override
  public RemoteBranch reset(RemoteBranch branch) {
    var name = branch.name().next();
    var spec =
        spec(branch.expireTime()).setSourceBranch(branch.origin()).setSourceBranchLsn(branch.lsn());
    var refusal = client.create(name.toString(), spec);
    return patience.require(
        "lakebase",
        () -> {
          var made = branch(name);
          if (made.isEmpty() && refusal.isPresent()) {
            throw new IllegalStateException("lakebase refuses a reset: " + refusal.get());
          }
          return made;
        });
  }

  @Override
  public boolean extend(RemoteBranch branch, Instant backstop) {
    return client.expire(branch.id(), bounded(backstop));
  }

  @Override
  public String delete(RemoteBranch branch) {
    client.purge(branch.id());
    return "lakebase branch " + branch.id() + " was deleted with purge";
  }

  private Instant bounded(Instant backstop) {
    var latest = clock.instant().plus(LONGEST);
    return (backstop.isAfter(latest) ? latest : backstop).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Optional<Instant> instant(Timestamp time) {
    return time == null
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
  }
}
