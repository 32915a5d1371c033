package dev.hindcast.branch.lakebase.api;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.oauth.CachedTokenSource;
import com.databricks.sdk.service.postgres.Branch;
import com.databricks.sdk.service.postgres.BranchSpec;
import com.databricks.sdk.service.postgres.CreateBranchRequest;
import com.databricks.sdk.service.postgres.CreateEndpointRequest;
import com.databricks.sdk.service.postgres.DeleteBranchRequest;
import com.databricks.sdk.service.postgres.Endpoint;
import com.databricks.sdk.service.postgres.EndpointSpec;
import com.databricks.sdk.service.postgres.EndpointType;
import com.databricks.sdk.service.postgres.GenerateDatabaseCredentialRequest;
import com.databricks.sdk.service.postgres.ListBranchesRequest;
import com.databricks.sdk.service.postgres.PostgresAPI;
import com.databricks.sdk.service.postgres.UpdateBranchRequest;
import com.databricks.sdk.service.postgres.UpdateEndpointRequest;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.hindcast.branch.lakebase.LakebaseOptions;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.http.RetryTable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls on one project. The SDK keeps the OAuth token of the service principal and refreshes it
 * before it ends. Operations are begun here and watched by what they change. Thread-safe.
 */
final class LakebaseClient {
  private final PostgresAPI api;
  private final String project;

  LakebaseClient(
      LakebaseOptions options, RetryTable retries, Patience patience, InstantSource clock) {
    var http = new SdkHttp(retries, patience.pause());
    var client = new ApiClient.Builder().withHttpClient(http);
    // The SDK's own retries are off: one table is enough.
    var _ = client.withRetryStrategyPicker(request -> error -> false);
    var _ = client.withGetHostFunc(nothing -> options.host());
    Supplier<String> token;
    if (options.clientId().isPresent()) {
      var principal =
          new ServicePrincipal(
              http, options.host(), options.clientId().get(), options.secret(), clock);
      var cache = new CachedTokenSource.Builder(principal).setAsyncDisabled(true).build();
      token = () -> cache.getToken().getAccessToken();
    } else {
      token = () -> options.secret().read();
    }
    var _ =
        client.withGetAuthTypeFunc(nothing -> options.clientId().isPresent() ? "oauth-m2m" : "pat");
    var _ =
        client.withAuthenticateFunc(nothing -> Map.of("Authorization", "Bearer " + token.get()));
    this.api = new PostgresAPI(client.build());
    this.project = "projects/" + options.project();
  }

  /** Branches, deleted but recoverable ones too. */
  List<Branch> branches() {
    var all = new ArrayList<Branch>();
    api.listBranches(new ListBranchesRequest().setParent(project).setShowDeleted(true))
        .forEach(all::add);
    return List.copyOf(all);
  }

  Optional<Branch> branch(String id) {
    return found(() -> api.getBranch(name(id)));
  }

  /**
   * Begins to make a branch.
   *
   * @return the status and code of a refusal
   */
  Optional<String> create(String id, BranchSpec spec) {
    try {
      var _ =
          api.createBranch(
              new CreateBranchRequest()
                  .setParent(project)
                  .setBranchId(id)
                  .setBranch(new Branch().setSpec(spec)));
      return Optional.empty();
    } catch (DatabricksError e) {
      return Optional.of(refusal(e));
    }
  }

  /** Moves a branch's expiry; false if there is no such branch. */
  boolean expire(String id, Instant time) {
    var spec = new BranchSpec().setExpireTime(timestamp(time));
    return found(
            () ->
                api.updateBranch(
                    new UpdateBranchRequest()
                        .setName(name(id))
                        .setBranch(new Branch().setName(name(id)).setSpec(spec))
                        .setUpdateMask(mask("spec.expire_time"))))
        .isPresent();
  }

  /** Begins to delete for good; gone already is as good. */
  void purge(String id) {
    var _ =
        found(() -> api.deleteBranch(new DeleteBranchRequest().setName(name(id)).setPurge(true)));
  }

  /** The endpoint that writes; it comes with the branch, a little later. */
  Optional<Endpoint> endpoint(String branch) {
    var all = new ArrayList<Endpoint>();
    api.listEndpoints(name(branch)).forEach(all::add);
    return all.stream()
        .filter(
            endpoint ->
                endpoint.getStatus() != null
                    && endpoint.getStatus().getEndpointType()
                        == EndpointType.ENDPOINT_TYPE_READ_WRITE)
        .findFirst();
  }

  /** Makes the endpoint that did not come by itself; one that is there already is as good. */
  void addEndpoint(String branch, EndpointSpec spec) {
    try {
      var _ =
          api.createEndpoint(
              new CreateEndpointRequest()
                  .setParent(name(branch))
                  .setEndpointId("primary")
                  .setEndpoint(new Endpoint().setSpec(spec)));
    } catch (DatabricksError e) {
      if (e.getStatusCode() != 409) {
        throw fault(e);
      }
    }
  }

  void resize(Endpoint endpoint, EndpointSpec spec) {
    var _ =
        found(
            () ->
                api.updateEndpoint(
                    new UpdateEndpointRequest()
                        .setName(endpoint.getName())
                        .setEndpoint(new Endpoint().setName(endpoint.getName()).setSpec(spec))
                        .setUpdateMask(
                            mask(
                                "spec.autoscaling_limit_min_cu",
                                "spec.autoscaling_limit_max_cu"))));
  }

  /** A password for the identity that the calls are made by; it lasts for an hour. */
  String credential(Endpoint endpoint) {
    try {
      return api.generateDatabaseCredential(
              new GenerateDatabaseCredentialRequest().setEndpoint(endpoint.getName()))
          .getToken();
    } catch (DatabricksError e) {
      throw fault(e);
    }
  }

  String name(String branch) {
    return project + "/branches/" + branch;
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static FieldMask mask(String... paths) {
    return FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
  }

  private interface Asking<T> {
    T ask();
  }

  private static <T> Optional<T> found(Asking<T> question) {
    try {
      return Optional.of(question.ask());
    } catch (DatabricksError e) {
      if (e.getStatusCode() == 404) {
        return Optional.empty();
      }
      throw fault(e);
    }
  }

  private static IllegalStateException fault(DatabricksError e) {
    return new IllegalStateException("lakebase refuses a call: " + refusal(e), e);
  }

  private static String refusal(DatabricksError e) {
    var code = e.getErrorCode() == null ? "" : e.getErrorCode();
    return "HTTP " + e.getStatusCode() + (code.matches("[A-Z_]{1,60}") ? " " + code : "");
  }
}
