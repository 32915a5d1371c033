package dev.hindcast.branch.dblab.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.branch.dblab.DblabOptions;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.http.Answer;
import dev.hindcast.branch.remote.http.Call;
import dev.hindcast.branch.remote.http.HttpCaller;
import dev.hindcast.branch.remote.http.RetryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls on one engine. Ids of snapshots hold slashes and go into paths as they are; ids of clones
 * are names of ours. Thread-safe.
 */
final class DblabClient {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final HttpCaller http;

  DblabClient(DblabOptions options, RetryTable retries, Patience patience) {
    this.http =
        new HttpCaller(
            "dblab",
            options.api(),
            "Verification-Token",
            () -> options.token().read(),
            retries,
            patience.pause());
  }

  /** How far the engine follows the store; empty if it does not. */
  String replayedLsn() {
    var call = Call.get("/status");
    return http.send(call).require(call).path("synchronization").path("lastReplayedLsn").asText();
  }

  List<JsonNode> snapshots() {
    return list("/snapshots");
  }

  Optional<JsonNode> snapshot(String id) {
    return snapshots().stream().filter(known -> known.path("id").asText().equals(id)).findFirst();
  }

  /** Takes a snapshot; which one it was, the list tells. */
  Answer takeSnapshot(Optional<String> pool) {
    var body = JSON.objectNode();
    pool.ifPresent(name -> body.put("poolName", name));
    return http.send(Call.make("/snapshot", body));
  }

  /** Lets the engine delete a snapshot at a time, RFC 3339. */
  Answer dateSnapshot(String id, String deleteAt) {
    return http.send(
        Call.set("PATCH", "/snapshot/" + id, JSON.objectNode().put("deleteAt", deleteAt)));
  }

  /** Never with force: that would take other people's clones along. */
  Answer deleteSnapshot(String id) {
    return http.send(Call.delete("/snapshot/" + id));
  }

  List<JsonNode> clones() {
    return list("/clones");
  }

  Optional<JsonNode> clone(String id) {
    var call = Call.get("/clone/" + id);
    var answer = http.send(call);
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.require(call));
  }

  /** The id is ours, so a second call is refused and makes nothing. */
  Answer createClone(ObjectNode body) {
    return http.send(Call.set("POST", "/clone", body));
  }

  /** Keeps a clone from the engine's idle rule for so long, or, with 0 minutes, no longer. */
  Answer protect(String id, long minutes) {
    var body = JSON.objectNode().put("protected", minutes > 0);
    if (minutes > 0) {
      body.put("protectionDurationMinutes", minutes);
    }
    return http.send(Call.set("PATCH", "/clone/" + id, body));
  }

  void resetClone(String id, String snapshot) {
    var call =
        Call.set("POST", "/clone/" + id + "/reset", JSON.objectNode().put("snapshotID", snapshot));
    var _ = http.send(call).require(call);
  }

  Answer deleteClone(String id) {
    return http.send(Call.delete("/clone/" + id));
  }

  private List<JsonNode> list(String path) {
    var call = Call.get(path);
    var all = new ArrayList<JsonNode>();
    http.send(call).require(call).forEach(all::add);
    return List.copyOf(all);
  }
}
