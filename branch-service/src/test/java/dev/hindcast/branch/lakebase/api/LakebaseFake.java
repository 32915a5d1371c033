package dev.hindcast.branch.lakebase.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.branch.remote.fake.CopiedServers;
import dev.hindcast.branch.remote.fake.FakeBranch;
import dev.hindcast.branch.remote.fake.FakeEngine;
import dev.hindcast.branch.remote.fake.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The part of a Databricks workspace that Lakebase is served by, with its OAuth server. There is no
 * public document of it: what a request must and may hold was read from the SDK's classes. Tokens
 * last for half a minute, which the SDK takes for over.
 */
final class LakebaseFake extends FakeEngine {
  static final String PROJECT = "ops-project";
  static final String PARENT = "production";
  static final String IDENTITY = "5f1c-service-principal";
  private static final String BASE = "/api/2.0/postgres/";
  private static final String BRANCHES = BASE + "projects/" + PROJECT + "/branches";
  private static final Set<String> SPEC =
      Set.of(
          "source_branch",
          "source_branch_lsn",
          "source_branch_time",
          "ttl",
          "expire_time",
          "no_expiry",
          "is_protected");

  private final CopiedServers servers;
  private final Map<String, Branch> branches = new TreeMap<>();
  private final Set<String> tokens = new HashSet<>();

  LakebaseFake(CopiedServers servers, Faults faults) {
    super(Optional.empty(), faults);
    this.servers = servers;
  }

  private static final class Branch {
    final ObjectNode status = object();
    final String id;
    final FakeBranch server;
    final String secret = "oauth-" + UUID.randomUUID();
    int polls = 3;
    boolean isResized;
    boolean isOpen;

    Branch(String id, FakeBranch server) {
      this.id = id;
      this.server = server;
    }
  }

  /** What is left of a branch. */
  synchronized List<String> remains(String name) {
    return branches.keySet().stream().filter(name::equals).toList();
  }

  /** All branches. */
  synchronized List<String> ids() {
    return List.copyOf(branches.keySet());
  }

  /** A branch's status. */
  synchronized JsonNode status(String name) {
    return branches.get(name).status.deepCopy();
  }

  /** How many tokens were asked for. */
  synchronized int tokens() {
    return tokens.size();
  }

  @Override
  protected synchronized Reply handle(Ask ask) {
    var path = ask.path();
    if (path.contains("/.well-known/")) {
      return path.contains("oauth-authorization-server")
          ? Reply.ok(
              object()
                  .put("authorization_endpoint", url() + "/oidc/v1/authorize")
                  .put("token_endpoint", url() + "/oidc/v1/token"))
          : Reply.error(404, "NOT_FOUND");
    }
    if (path.equals("/oidc/v1/token")) {
      return token(ask);
    }
    var bearer = ask.headers().getOrDefault("Authorization", "").replaceFirst("^Bearer ", "");
    if (!tokens.contains(bearer)) {
      return Reply.error(401, "UNAUTHENTICATED");
    }
    if (path.equals(BASE + "credentials")) {
      return credential(ask.body());
    }
    if (path.equals(BRANCHES)) {
      return ask.method().equals("POST") ? create(ask) : list(ask.query());
    }
    var parts = path.substring(BRANCHES.length() + 1).split("/", 3);
    var branch = branches.get(parts[0]);
    if (branch == null) {
      return Reply.error(404, "NOT_FOUND");
    }
    return parts.length == 1 ? ofBranch(ask, branch) : ofEndpoint(ask, branch);
  }

  private Reply token(Ask ask) {
    var secret =
        Base64.getEncoder()
            .encodeToString(
                (IDENTITY + ":secret-token").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var isBasic = ("Basic " + secret).equals(ask.headers().get("Authorization"));
    if (!isBasic || !ask.body().asText().contains("grant_type=client_credentials")) {
      return Reply.error(401, "invalid_client");
    }
    var token = "access-" + UUID.randomUUID();
    tokens.add(token);
    return Reply.ok(
        object().put("access_token", token).put("token_type", "Bearer").put("expires_in", 30));
  }

  private Reply create(Ask ask) {
    var id = ask.query().getOrDefault("branch_id", "");
    var spec = ask.body().path("spec");
    var ends = List.of("ttl", "expire_time", "no_expiry").stream().filter(spec::has).count();
    var unknown = spec.properties().stream().filter(p -> !SPEC.contains(p.getKey())).count();
    if (!id.matches("[a-z][a-z0-9-]{0,62}")
        || ends != 1
        || unknown > 0
        || !spec.path("source_branch")
            .asText()
            .equals("projects/" + PROJECT + "/branches/" + PARENT)
        || isTooLate(spec)) {
      return violation("create " + id + " " + spec);
    }
    if (branches.containsKey(id)) {
      return refusal(409, "ALREADY_EXISTS");
    }
    var lsn =
        spec.has("source_branch_lsn")
            ? spec.path("source_branch_lsn").asText()
            : servers.positionAt(Instant.parse(spec.path("source_branch_time").asText()));
    var branch = new Branch(id, servers.branch(lsn));
    branch
        .status
        .put("current_state", "INIT")
        .put("pending_state", "READY")
        .put("source_branch", spec.path("source_branch").asText())
        .put("source_branch_lsn", lsn)
        .put("source_branch_time", Instant.now().toString())
        .set("expire_time", spec.path("expire_time"));
    branches.put(id, branch);
    return operation(id);
  }

  private static boolean isTooLate(JsonNode spec) {
    return spec.has("expire_time")
        && Instant.parse(spec.path("expire_time").asText())
            .isAfter(Instant.now().plus(Duration.ofDays(30)));
  }

  private Reply violation(String what) {
    broken(what);
    return refusal(400, "INVALID_PARAMETER_VALUE");
  }

  private Reply ofBranch(Ask ask, Branch branch) {
    switch (ask.method()) {
      case "PATCH" -> {
        var spec = ask.body().path("spec");
        if (!"spec.expire_time".equals(ask.query().get("update_mask"))
            || !spec.has("expire_time")
            || spec.size() != 1
            || isTooLate(spec)) {
          return violation("update " + ask.query() + " " + spec);
        }
        branch.status.set("expire_time", spec.path("expire_time"));
        return operation(branch.id);
      }
      case "DELETE" -> {
        if (!"true".equals(ask.query().get("purge"))) {
          return violation("a deletion that is none");
        }
        if (!branch.status.path("pending_state").asText().equals("DELETED")) {
          branch.server.close();
          branch.status.put("pending_state", "DELETED");
          branch.polls = 3;
        }
        return operation(branch.id);
      }
      case String _ -> {
        var shown = looked(branch);
        return branches.containsKey(branch.id) ? Reply.ok(shown) : refusal(404, "NOT_FOUND");
      }
    }
  }

  private Reply list(Map<String, String> query) {
    var reply = object();
    var list = reply.putArray("branches");
    // One branch a page: whoever reads only the first page misses forks.
    var all = List.copyOf(branches.values());
    var page = Integer.parseInt(query.getOrDefault("page_token", "0"));
    if (page < all.size()) {
      list.add(looked(all.get(page)));
    }
    if (page + 1 < all.size()) {
      reply.put("next_page_token", Integer.toString(page + 1));
    }
    return Reply.ok(reply);
  }

  /** Shows a branch and lets it come along. */
  private JsonNode looked(Branch branch) {
    if (--branch.polls <= 0) {
      if (branch.status.path("pending_state").asText().equals("DELETED")) {
        branches.remove(branch.id);
      } else {
        branch.status.put("current_state", "READY").remove("pending_state");
      }
    }
    if (branch.server.isDone()
        && branch.isOpen
        && branches.containsKey(branch.id)
        && !branch.status.has("pending_state")) {
      branch.status.put("logical_size_bytes", branch.server.logicalBytes());
    }
    var shown = object().put("name", "projects/" + PROJECT + "/branches/" + branch.id);
    shown.set("status", branch.status.deepCopy());
    return shown;
  }

  private Reply ofEndpoint(Ask ask, Branch branch) {
    if (ask.method().equals("PATCH")) {
      branch.isResized = true;
      return operation(branch.id);
    }
    if (!ask.method().equals("GET")) {
      return refusal(409, "ALREADY_EXISTS");
    }
    var reply = object();
    var endpoint = reply.putArray("endpoints").addObject();
    endpoint.put("name", "projects/" + PROJECT + "/branches/" + branch.id + "/endpoints/primary");
    var status = endpoint.putObject("status").put("endpoint_type", "ENDPOINT_TYPE_READ_WRITE");
    if (branch.isResized) {
      status.put("autoscaling_limit_min_cu", 0.5).put("autoscaling_limit_max_cu", 2.0);
    }
    status.putObject("hosts").put("host", "127.0.0.1:" + branch.server.port());
    return Reply.ok(reply);
  }

  private Reply credential(JsonNode body) {
    var name = body.path("endpoint").asText();
    var prefix = "projects/" + PROJECT + "/branches/";
    var id = name.substring(prefix.length()).split("/", 2)[0];
    var branch = branches.get(id);
    if (branch == null || !name.equals(prefix + id + "/endpoints/primary")) {
      return refusal(404, "NOT_FOUND");
    }
    if (!branch.isOpen) {
      branch.server.login(IDENTITY, branch.secret);
      branch.isOpen = true;
    }
    return Reply.ok(
        object()
            .put("token", branch.secret)
            .put("expire_time", Instant.now().plus(Duration.ofHours(1)).toString()));
  }

  private static Reply operation(String id) {
    var name = "projects/" + PROJECT + "/branches/" + id + "/operations/" + UUID.randomUUID();
    return Reply.ok(object().put("name", name).put("done", false));
  }

  private static Reply refusal(int status, String code) {
    return new Reply(status, object().put("error_code", code).put("message", "no: " + code));
  }

  @Override
  public void close() {
    branches.values().stream()
        .filter(branch -> !branch.status.path("pending_state").asText().equals("DELETED"))
        .forEach(branch -> branch.server.close());
    super.close();
  }
}
