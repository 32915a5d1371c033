package dev.hindcast.branch.dblab.http;

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

/**
 * A Database Lab Engine that follows the store's log: snapshots where it has come to, clones that
 * are ready after a few questions, and data sets that outlive their clone's entry.
 */
final class DblabFake extends FakeEngine {
  private static final String POOL = "dblab_pool/dataset_1";

  private final CopiedServers servers;
  private final Map<String, ObjectNode> snapshots = new TreeMap<>();
  private final Map<String, String> positions = new TreeMap<>();
  private final Map<String, Clone> clones = new TreeMap<>();
  private final boolean follows;
  private String replayed = "0/1";
  private int lag = 2;
  private int numbers;

  DblabFake(
      CopiedServers servers, Optional<OpenApiContract> contract, Faults faults, boolean follows) {
    super(contract, faults);
    this.servers = servers;
    this.follows = follows;
  }

  private static final class Clone {
    final ObjectNode shown;
    final FakeBranch server;
    final String user;
    final String password;
    int polls = 2;

    Clone(ObjectNode shown, FakeBranch server, String user, String password) {
      this.shown = shown;
      this.server = server;
      this.user = user;
      this.password = password;
    }

    String snapshot() {
      return shown.path("snapshot").path("id").asText();
    }

    boolean is(String code) {
      return shown.path("status").path("code").asText().equals(code);
    }

    void become(String code) {
      shown.putObject("status").put("code", code).put("message", "");
      polls = 2;
    }
  }

  /** What is left of a clone: itself, and the snapshots that went with clones. */
  synchronized List<String> remains(String name) {
    return clones.keySet().stream().filter(name::equals).toList();
  }

  /** All snapshots. */
  synchronized Map<String, ObjectNode> snapshots() {
    return Map.copyOf(snapshots);
  }

  /** A clone as the engine shows it. */
  synchronized JsonNode shown(String name) {
    return clones.get(name).shown.deepCopy();
  }

  /** Somebody else's snapshot. */
  synchronized String snapshot() {
    return takeSnapshot().path("id").asText();
  }

  @Override
  protected synchronized Reply handle(Ask ask) {
    if (!"secret-token".equals(ask.headers().get("Verification-Token"))) {
      return Reply.error(401, "UNAUTHORIZED");
    }
    var parts = ask.path().substring(1).split("/", 2);
    var rest = parts.length > 1 ? parts[1] : "";
    return switch (ask.method() + " " + parts[0]) {
      case "GET status" -> status();
      case "GET snapshots" -> {
        clones.values().stream().filter(c -> c.is("GONE")).forEach(clone -> clone.polls--);
        clones.values().removeIf(clone -> clone.is("GONE") && clone.polls <= 0);
        var list = JSON.arrayNode();
        snapshots.values().forEach(snapshot -> list.add(counted(snapshot)));
        yield Reply.ok(list);
      }
      case "POST snapshot" -> Reply.ok(takeSnapshot());
      case "PATCH snapshot", "DELETE snapshot" -> ofSnapshot(ask, rest);
      case "GET clones" -> {
        var list = JSON.arrayNode();
        clones.values().stream().filter(c -> !c.is("GONE")).forEach(c -> list.add(looked(c)));
        yield Reply.ok(list);
      }
      case "POST clone" -> rest.isEmpty() ? create(ask.body()) : reset(rest, ask.body());
      case "GET clone", "PATCH clone", "DELETE clone" -> ofClone(ask, rest);
      case String _ -> Reply.error(404, "NOT_FOUND");
    };
  }

  /** It is behind at first, and has caught up when it was asked a few times. */
  private Reply status() {
    var reply = object();
    if (follows) {
      if (lag-- <= 0) {
        replayed = servers.position();
        lag = 2;
      }
      reply.putObject("synchronization").put("lastReplayedLsn", replayed);
    }
    return Reply.ok(reply);
  }

  private ObjectNode takeSnapshot() {
    var now = Instant.now();
    var id = POOL + "@snapshot_" + ++numbers;
    replayed = servers.position();
    positions.put(id, replayed);
    snapshots.put(
        id,
        object()
            .put("id", id)
            .put("createdAt", now.toString())
            .put("dataStateAt", now.toString())
            .put("pool", POOL));
    return snapshots.get(id);
  }

  private ObjectNode counted(ObjectNode snapshot) {
    var id = snapshot.path("id").asText();
    var count = clones.values().stream().filter(clone -> clone.snapshot().equals(id)).count();
    return snapshot.deepCopy().put("numClones", count);
  }

  private Reply ofSnapshot(Ask ask, String id) {
    var snapshot = snapshots.get(id);
    if (snapshot == null) {
      return Reply.error(400, "BAD_REQUEST");
    }
    if (ask.method().equals("DELETE")) {
      if (counted(snapshot).path("numClones").asInt() > 0) {
        return Reply.error(400, "BAD_REQUEST");
      }
      snapshots.remove(id);
    } else {
      snapshot.set("deleteAt", ask.body().path("deleteAt"));
    }
    return Reply.ok(snapshot);
  }

  private Reply create(JsonNode body) {
    var id = body.path("id").asText();
    var snapshot = snapshots.get(body.path("snapshot").path("id").asText());
    var database = body.path("db");
    if (clones.containsKey(id)
        || snapshot == null
        || database.path("username").asText().isEmpty()
        || database.path("password").asText().length() < 16) {
      return Reply.error(400, "BAD_REQUEST");
    }
    var server = servers.branch(positions.get(snapshot.path("id").asText()));
    var shown = object().put("id", id).put("protected", body.path("protected").asBoolean());
    shown.set("snapshot", snapshot);
    shown.set("protectionDurationMinutes", body.path("protectionDurationMinutes"));
    var clone =
        new Clone(
            shown, server, database.path("username").asText(), database.path("password").asText());
    clone.become("CREATING");
    clones.put(id, clone);
    return new Reply(201, looked(clone));
  }

  private Reply reset(String path, JsonNode body) {
    var clone = clones.get(path.split("/", 2)[0]);
    if (clone == null || !clone.snapshot().equals(body.path("snapshotID").asText())) {
      return Reply.error(400, "BAD_REQUEST");
    }
    clone.server.reset();
    clone.become("RESETTING");
    return new Reply(200, MissingNode.getInstance());
  }

  private Reply ofClone(Ask ask, String id) {
    var clone = clones.get(id);
    if (clone == null || clone.is("GONE")) {
      return Reply.error(404, "NOT_FOUND");
    }
    switch (ask.method()) {
      case "PATCH" -> {
        clone.shown.put("protected", ask.body().path("protected").asBoolean());
        clone.shown.set("protectionDurationMinutes", ask.body().path("protectionDurationMinutes"));
      }
      case "DELETE" -> {
        if (clone.shown.path("protected").asBoolean()) {
          return Reply.error(400, "BAD_REQUEST");
        }
        if (!clone.is("DELETING")) {
          clone.server.close();
          clone.become("DELETING");
        }
      }
      case String _ -> {}
    }
    var shown = looked(clone);
    return clone.is("GONE") ? Reply.error(404, "NOT_FOUND") : Reply.ok(shown);
  }

  /** Shows a clone and lets it come along. */
  private JsonNode looked(Clone clone) {
    clone.polls--;
    if (clone.is("DELETING") && clone.polls <= 0) {
      clone.become("GONE"); // its data set is still there
    } else if (clone.polls <= 0 && clone.server.isDone() && !clone.is("OK")) {
      if (!clone.is("DELETING")) {
        clone.server.login(clone.user, clone.password);
        clone.become("OK");
      }
    }
    var shown = clone.shown.deepCopy();
    shown
        .putObject("db")
        .put("host", "localhost")
        .put("port", Integer.toString(clone.is("OK") ? clone.server.port() : 1))
        .put("username", clone.user);
    if (clone.is("OK")) {
      shown
          .putObject("metadata")
          .put("logicalSize", clone.server.logicalBytes())
          .put("cloneDiffSize", clone.server.writtenBytes());
    }
    return shown;
  }

  @Override
  public void close() {
    clones.values().stream()
        .filter(clone -> !clone.is("DELETING") && !clone.is("GONE"))
        .forEach(clone -> clone.server.close());
    super.close();
  }
}
