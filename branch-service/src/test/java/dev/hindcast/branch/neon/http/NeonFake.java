package dev.hindcast.branch.neon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.branch.remote.fake.CopiedServers;
import dev.hindcast.branch.remote.fake.FakeBranch;
import dev.hindcast.branch.remote.fake.FakeEngine;
import dev.hindcast.branch.remote.fake.Faults;
import dev.hindcast.branch.remote.fake.OpenApiContract;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Neon's control plane for one project: one operation a project at a time (423 otherwise), each
 * done after it was asked about a few times; branches of copied servers; soft deletion unless it is
 * hard.
 */
final class NeonFake extends FakeEngine {
  static final String PROJECT = "quiet-river-123456";
  static final String PARENT = "br-old-stone-654321";
  private static final String BRANCHES = "/projects/" + PROJECT + "/branches";
  private static final String NOW = "2026-11-22T12:00:00Z";

  private final CopiedServers servers;
  private final Map<String, ObjectNode> branches = new TreeMap<>();
  private final Map<String, JsonNode> annotations = new TreeMap<>();
  private final Map<String, FakeBranch> behind = new TreeMap<>();
  private final Map<String, Integer> operations = new TreeMap<>();
  private int numbers;

  NeonFake(CopiedServers servers, Optional<OpenApiContract> contract, Faults faults) {
    super(contract, faults);
    this.servers = servers;
  }

  /** What is left of a branch of a name. */
  synchronized List<String> remains(String name) {
    return branches.values().stream()
        .filter(branch -> branch.path("name").asText().equals(name))
        .map(branch -> branch.path("id").asText())
        .toList();
  }

  /** A branch as the control plane shows it. */
  synchronized JsonNode shown(String name) {
    return branches.get(remains(name).getFirst()).deepCopy();
  }

  /** Neon's own clock ends a branch: softly. */
  synchronized void expire(String name) {
    var branch = branches.get(remains(name).getFirst());
    behind.remove(branch.path("id").asText()).close();
    recoverable(branch, "ttl");
  }

  @Override
  protected synchronized Reply handle(Ask ask) {
    var isChange = !ask.method().equals("GET");
    if (!"Bearer secret-token".equals(ask.headers().get("Authorization"))) {
      return Reply.error(401, "UNAUTHORIZED");
    }
    if (isChange && operations.values().stream().anyMatch(polls -> polls > 0)) {
      timePasses();
      return Reply.error(423, "PROJECT_LOCKED");
    }
    var path = ask.path();
    if (path.startsWith("/projects/" + PROJECT + "/operations/")) {
      return operation(path.substring(path.lastIndexOf('/') + 1));
    }
    if (path.equals("/projects/" + PROJECT + "/connection_uri")) {
      return uri(ask);
    }
    if (path.equals(BRANCHES)) {
      return isChange ? create(ask.body()) : list(ask.query());
    }
    var parts = path.substring(BRANCHES.length() + 1).split("/", 2);
    var branch = branches.get(parts[0]);
    if (branch == null || branch.has("recovery")) {
      return ask.method().equals("DELETE") && !(branch != null && hard(ask))
          ? new Reply(204, MissingNode.getInstance())
          : branch == null ? Reply.error(404, "BRANCH_NOT_FOUND") : delete(branch, true);
    }
    return switch (ask.method() + " " + (parts.length > 1 ? parts[1] : "")) {
      case "PATCH " -> {
        branch.set("expires_at", ask.body().path("branch").path("expires_at"));
        yield done(branch, Optional.empty());
      }
      case "DELETE " -> delete(branch, hard(ask));
      case "POST restore" -> restore(branch, ask.body());
      case "GET endpoints" -> {
        var list = object();
        list.putArray("endpoints").addObject().put("type", "read_write").put("id", "ep-a");
        yield Reply.ok(list);
      }
      case "POST roles/hindcast/reset_password" -> {
        behind.get(parts[0]).login("hindcast", "p%+/ " + UUID.randomUUID());
        yield done(branch, Optional.of("apply_config"));
      }
      case String _ -> Reply.error(404, "NOT_FOUND");
    };
  }

  private static boolean hard(Ask ask) {
    return "true".equals(ask.query().get("hard_delete"));
  }

  private Reply create(JsonNode body) {
    var asked = body.path("branch");
    var name = asked.path("name").asText();
    if (!asked.path("parent_id").asText().equals(PARENT)) {
      return Reply.error(404, "PARENT_BRANCH_NOT_FOUND");
    }
    if (branches.values().stream().anyMatch(b -> b.path("name").asText().equals(name))) {
      return Reply.error(409, "BRANCH_ALREADY_EXISTS");
    }
    var id = "br-new-leaf-" + String.format("%06d", ++numbers);
    var lsn =
        asked.has("parent_lsn")
            ? asked.path("parent_lsn").asText()
            : servers.positionAt(Instant.parse(asked.path("parent_timestamp").asText()));
    var branch =
        object()
            .put("id", id)
            .put("project_id", PROJECT)
            .put("name", name)
            .put("parent_id", PARENT)
            .put("parent_lsn", lsn)
            .put("current_state", "init")
            .put("pending_state", "ready")
            .put("created_at", Instant.parse(NOW).plusSeconds(numbers).toString());
    branch.set("expires_at", asked.path("expires_at"));
    branches.put(id, branch);
    annotations.put(id, body.path("annotation_value"));
    behind.put(id, servers.branch(lsn));
    return done(branch, Optional.of("create_branch"));
  }

  private Reply restore(ObjectNode branch, JsonNode body) {
    if (!body.path("source_branch_id").asText().equals(PARENT)) {
      return Reply.error(400, "BAD_SOURCE");
    }
    branch.put("current_state", "resetting").put("pending_state", "ready");
    branch.put("expires_at", "2030-01-01T00:00:00Z");
    behind.get(branch.path("id").asText()).reset();
    return done(branch, Optional.of("create_branch"));
  }

  private Reply delete(ObjectNode branch, boolean hard) {
    var server = behind.remove(branch.path("id").asText());
    if (server != null) {
      server.close();
    }
    if (hard) {
      branch.put("pending_state", "storage_deleted");
      branch.set("recovery", object().put("deletion_method", "user"));
    } else {
      recoverable(branch, "user");
    }
    return done(branch, Optional.of("delete_timeline"));
  }

  private static void recoverable(ObjectNode branch, String method) {
    branch.set(
        "recovery",
        object()
            .put("deleted_at", NOW)
            .put("recoverable_until", NOW)
            .put("deletion_method", method));
  }

  /** The answer to a change: the branch and what is still to be done. */
  private Reply done(ObjectNode branch, Optional<String> action) {
    var reply = object();
    reply.set("branch", branch);
    var list = reply.putArray("operations");
    action.ifPresent(
        name -> {
          var id = UUID.randomUUID().toString();
          operations.put(id, 3);
          list.addObject().put("id", id).put("action", name).put("status", "scheduling");
        });
    return new Reply(action.filter("create_branch"::equals).isPresent() ? 201 : 200, reply);
  }

  private Reply operation(String id) {
    var polls = operations.merge(id, -1, Integer::sum);
    if (polls <= 0 && operations.values().stream().allMatch(left -> left <= 0)) {
      settle();
    }
    var reply = object();
    reply.putObject("operation").put("id", id).put("status", polls > 0 ? "running" : "finished");
    return Reply.ok(reply);
  }

  private void timePasses() {
    operations.replaceAll((id, polls) -> polls - 1);
    if (operations.values().stream().allMatch(left -> left <= 0)) {
      settle();
    }
  }

  private void settle() {
    branches.values().removeIf(b -> b.path("pending_state").asText().equals("storage_deleted"));
    branches
        .values()
        .forEach(
            branch -> {
              branch.put("current_state", "ready");
              branch.remove("pending_state");
            });
  }

  private Reply list(Map<String, String> query) {
    // Whoever adopts a branch did not see its operations: looking at it lets time pass too.
    timePasses();
    var reply = object();
    var list = reply.putArray("branches");
    var noted = reply.putObject("annotations");
    for (var branch : branches.values()) {
      var id = branch.path("id").asText();
      var isWanted = branch.path("name").asText().contains(query.getOrDefault("search", ""));
      if (isWanted && (!branch.has("recovery") || "true".equals(query.get("include_deleted")))) {
        var shown = branch.deepCopy();
        Optional.ofNullable(behind.get(id))
            .filter(FakeBranch::isDone)
            .ifPresent(
                server -> {
                  shown.put("logical_size", server.logicalBytes());
                  shown.put("written_data_bytes", server.writtenBytes());
                });
        list.add(shown);
        noted.putObject(id).set("value", annotations.get(id));
      }
    }
    return Reply.ok(reply);
  }

  private Reply uri(Ask ask) {
    var server = behind.get(ask.query().get("branch_id"));
    if (PARENT.equals(ask.query().get("branch_id"))) {
      return Reply.ok(object().put("uri", "postgresql://hindcast:hindcast@127.0.0.1:1/ops"));
    }
    if (server == null) {
      return Reply.error(404, "BRANCH_NOT_FOUND");
    }
    var password =
        java.net.URLEncoder.encode(server.password(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("+", "%20");
    return Reply.ok(
        object()
            .put(
                "uri",
                "postgresql://%s:%s@127.0.0.1:%d/%s?sslmode=disable"
                    .formatted(
                        ask.query().get("role_name"),
                        password,
                        server.port(),
                        ask.query().get("database_name"))));
  }

  @Override
  public void close() {
    behind.values().forEach(FakeBranch::close);
    super.close();
  }
}
