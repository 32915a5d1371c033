package dev.hindcast.platform.identity;

import static dev.hindcast.platform.identity.Role.ADMIN;
import static dev.hindcast.platform.identity.Role.AUTHOR;
import static dev.hindcast.platform.identity.Role.OPERATOR;
import static dev.hindcast.platform.identity.Role.PROMOTER;
import static dev.hindcast.platform.identity.Role.RECORDER;
import static dev.hindcast.platform.identity.Role.SERVICE;
import static dev.hindcast.platform.identity.Role.VIEWER;
import static dev.hindcast.platform.identity.Role.WORKER;
import static dev.hindcast.platform.identity.RpcRule.Trail.CALLS;
import static dev.hindcast.platform.identity.RpcRule.Trail.DENIALS;
import static dev.hindcast.platform.identity.RpcRule.Trail.NOTHING;

import dev.hindcast.platform.identity.RpcRule.Trail;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every method of every service and who may call it. A method that is not here can be called by
 * nobody. {@code docs/security.md} has the table for readers, written from this one.
 */
public final class RpcTable {
  /** What exporters of traces call. */
  public static final String TRACE_EXPORT =
      "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private static final Set<Role> READERS =
      EnumSet.of(VIEWER, AUTHOR, OPERATOR, PROMOTER, SERVICE, ADMIN);

  private static final Scope ANY_STORE = new Scope.AnyStore();
  private static final Scope EVERY_STORE = new Scope.EveryStore();
  private static final Scope OPEN = new Scope.Open();

  private static final Map<String, RpcRule> RULES = new LinkedHashMap<>();

  private RpcTable() {}

  static {
    var registry = "hindcast.policy.v1.PolicyRegistryService/";
    // A published version does nothing until a channel points to it.
    put(registry + "PublishVersion", EnumSet.of(AUTHOR, ADMIN), ANY_STORE, CALLS);
    put(registry + "GetVersion", READERS, ANY_STORE, NOTHING);
    put(registry + "ListVersions", READERS, ANY_STORE, NOTHING);
    put(registry + "DownloadVersion", READERS, ANY_STORE, NOTHING);
    put(registry + "CompareVersions", READERS, ANY_STORE, NOTHING);
    put(registry + "GetChannel", READERS, ANY_STORE, NOTHING);
    // By hand a channel moves without gates and for all stores.
    put(registry + "MoveChannel", EnumSet.of(PROMOTER, SERVICE, ADMIN), EVERY_STORE, CALLS);

    var operators = EnumSet.of(OPERATOR, SERVICE, ADMIN);
    var branches = "hindcast.branch.v1.BranchService/";
    put(branches + "GetStore", READERS, of("name"), NOTHING);
    put(branches + "CreateBranch", operators, of("parent"), CALLS);
    put(branches + "GetBranch", READERS, of("name"), NOTHING);
    put(branches + "ListBranches", READERS, of("parent"), NOTHING);
    put(branches + "ExtendBranch", operators, of("name"), CALLS);
    put(branches + "ResetBranch", operators, of("name"), CALLS);
    put(branches + "DeleteBranch", operators, of("name"), CALLS);
    put(branches + "LoadBundle", operators, of("name"), CALLS);
    // It changes nothing, but it answers a login.
    put(branches + "ConnectBranch", operators, of("name"), CALLS);
    put(branches + "WatchBranches", READERS, of("parent"), NOTHING);

    var internal = "hindcast.branch.v1.BranchInternalService/";
    // Renewed every few seconds; a hold changes no data and runs out by itself.
    put(internal + "HoldBranch", EnumSet.of(SERVICE), of("name"), DENIALS);
    put(internal + "RecordActivation", EnumSet.of(SERVICE), of("name"), CALLS);

    var people = EnumSet.of(OPERATOR, ADMIN);
    var replays = "hindcast.replay.v1.ReplayService/";
    put(replays + "StartReplay", people, of("branch"), CALLS);
    // A published candidate that it names is loaded into the branch.
    put(replays + "ExplainReplay", people, of("start.branch", "name"), CALLS);
    put(replays + "StopFollowing", people, of("name"), CALLS);
    put(replays + "GetReplay", READERS, of("name"), NOTHING);
    put(replays + "ListReplays", READERS, of("branch", "pass"), NOTHING);
    put(replays + "CancelReplay", people, of("name"), CALLS);
    put(replays + "PauseReplay", people, of("name"), CALLS);
    put(replays + "ResumeReplay", people, of("name"), CALLS);
    put(replays + "WatchReplay", READERS, of("name"), NOTHING);
    put(replays + "GetDiff", READERS, of("name"), NOTHING);
    put(replays + "ListChanges", READERS, of("parent"), NOTHING);
    put(replays + "ListBrokenWorkflows", READERS, of("parent"), NOTHING);
    put(replays + "ExplainChange", READERS, of("name"), NOTHING);
    put(replays + "EvaluateGates", READERS, of("replay"), NOTHING);
    put(replays + "Promote", EnumSet.of(PROMOTER, ADMIN), of("replay"), CALLS);
    put(replays + "GetPromotion", READERS, of("name"), NOTHING);
    put(replays + "ListPromotions", READERS, of("parent"), NOTHING);

    // One stream serves shards of all stores; its results are fenced by epochs.
    put(
        "hindcast.worker.v1.ReplayCoordinatorService/Work",
        EnumSet.of(WORKER),
        EVERY_STORE,
        DENIALS);

    var scaler = "externalscaler.ExternalScaler/";
    for (var name :
        List.of("IsActive", "StreamIsActive", "GetMetricSpec", "GetMetrics", "StreamMetricSpec")) {
      put(scaler + name, READERS, ANY_STORE, NOTHING);
    }

    // OTLP's own; the facts that it appends are records themselves.
    put(TRACE_EXPORT, EnumSet.of(RECORDER), new Scope.StoresWritten(), DENIALS);

    put("hindcast.audit.v1.AuditService/ListEntries", EnumSet.of(ADMIN), EVERY_STORE, DENIALS);

    // A probe has no token, and learns only that the process lives.
    for (var name : List.of("Check", "Watch")) {
      put("grpc.health.v1.Health/" + name, EnumSet.noneOf(Role.class), OPEN, NOTHING);
    }
    for (var version : List.of("v1", "v1alpha")) {
      put(
          "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo",
          EnumSet.allOf(Role.class),
          ANY_STORE,
          NOTHING);
    }
  }

  private static void put(String method, Set<Role> roles, Scope scope, Trail trail) {
    RULES.put(method, new RpcRule(method, roles, scope, trail));
  }

  private static Scope of(String... fields) {
    return new Scope.StoreOf(List.of(fields));
  }

  /** The rule of a method, by its full name. */
  public static Optional<RpcRule> find(String method) {
    return Optional.ofNullable(RULES.get(method));
  }

  /** All rules, service by service. */
  public static Collection<RpcRule> all() {
    return List.copyOf(RULES.values());
  }
}
