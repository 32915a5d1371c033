package dev.hindcast.branch.neon.http;

import static dev.hindcast.branch.remote.http.HttpCaller.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.branch.neon.NeonOptions;
import dev.hindcast.branch.remote.Patience;
import dev.hindcast.branch.remote.http.Answer;
import dev.hindcast.branch.remote.http.Call;
import dev.hindcast.branch.remote.http.HttpCaller;
import dev.hindcast.branch.remote.http.RetryTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls on one project. Each that changes something returns when its operations are over. Bodies
 * are as Neon's OpenAPI document has them. Thread-safe.
 */
final class NeonClient {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int PAGE = 1000;

  private final HttpCaller http;
  private final Patience patience;
  private final String branches;
  private final String project;

  NeonClient(NeonOptions options, RetryTable retries, Patience patience) {
    this.http =
        new HttpCaller(
            "neon",
            options.api(),
            "Authorization",
            () -> "Bearer " + options.token().read(),
            retries,
            patience.pause());
    this.patience = patience;
    this.project = "/projects/" + options.project();
    this.branches = project + "/branches";
  }

  /** Branches and their annotations. */
  record Page(List<JsonNode> branches, ObjectNode annotations) {}

  /**
   * Branches whose name or id contains a text; deleted but recoverable ones too, where the account
   * has that preview.
   */
  Page search(String text) {
    var all = new ArrayList<JsonNode>();
    var annotations = JSON.objectNode();
    var deleted = "&include_deleted=true";
    var cursor = "";
    while (true) {
      var call =
          Call.get(branches + "?search=" + encoded(text) + deleted + "&limit=" + PAGE + cursor);
      var answer = http.send(call);
      if (!answer.isGood() && answer.status() != 404 && !deleted.isEmpty() && cursor.isEmpty()) {
        deleted = "";
        continue;
      }
      var page = answer.require(call);
      page.path("branches").forEach(all::add);
      page.path("annotations").properties().forEach(e -> annotations.set(e.getKey(), e.getValue()));
      var next = page.path("pagination").path("next").asText();
      if (next.isEmpty() || page.path("branches").isEmpty()) {
        return new Page(List.copyOf(all), annotations);
      }
      cursor = "&cursor=" + encoded(next);
    }
  }

  /** Makes a branch; a refusal is an answer too. */
  Answer create(ObjectNode body) {
    var answer = http.send(Call.make(branches, body));
    if (answer.isGood()) {
      await(answer.body());
    }
    return answer;
  }

  /** Sets a branch to a position of its parent. */
  void restore(String branch, String parent, String lsn) {
    var body = JSON.objectNode().put("source_branch_id", parent).put("source_lsn", lsn);
    var call = Call.set("POST", branch(branch) + "/restore", body);
    await(http.send(call).require(call));
  }

  /** Moves a branch's expiry; false if there is no such branch. */
  boolean expire(String branch, String time) {
    var body = JSON.objectNode();
    body.putObject("branch").put("expires_at", time);
    var call = Call.set("PATCH", branch(branch), body);
    var answer = http.send(call);
    if (answer.status() == 404) {
      return false;
    }
    await(answer.require(call));
    return true;
  }

  /** Deletes for good; gone already is as good. */
  void delete(String branch) {
    var call = Call.delete(branch(branch) + "?hard_delete=true");
    var answer = http.send(call);
    if (answer.status() != 404) {
      await(answer.require(call));
    }
  }

  /** A URI with the password in it. */
  String connectionUri(String branch, String database, String role) {
    var call =
        Call.get(
            project
                + "/connection_uri?branch_id="
                + branch
                + "&database_name="
                + encoded(database)
                + "&role_name="
                + encoded(role));
    return http.send(call).require(call).path("uri").asText();
  }

  /** Gives a role in a branch another password, which {@link #connectionUri} then shows. */
  void resetPassword(String branch, String role) {
    var call =
        new Call(
            "POST",
            branch(branch) + "/roles/" + encoded(role) + "/reset_password",
            Optional.empty(),
            true);
    await(http.send(call).require(call));
  }

  /** Whether a branch has a compute to connect to. */
  boolean hasCompute(String branch) {
    var call = Call.get(branch(branch) + "/endpoints");
    for (var endpoint : http.send(call).require(call).path("endpoints")) {
      if (endpoint.path("type").asText().equals("read_write")) {
        return true;
      }
    }
    return false;
  }

  /** Gives a branch a compute; a second one is refused. */
  Answer addCompute(String branch, ObjectNode endpoint) {
    var body = JSON.objectNode();
    body.set("endpoint", endpoint.deepCopy().put("branch_id", branch));
    var answer = http.send(Call.make(project + "/endpoints", body));
    if (answer.isGood()) {
      await(answer.body());
    }
    return answer;
  }

  private String branch(String id) {
    return branches + "/" + id;
  }

  /**
   * Neon answers before it acts. Which statuses are final is not documented: failed operations are
   * tried again by Neon itself, so only patience ends the waiting for those.
   */
  private void await(JsonNode answer) {
    for (var operation : answer.path("operations")) {
      var id = operation.path("id").asText();
      var call = Call.get(project + "/operations/" + id);
      var _ =
          patience.require(
              "neon",
              () -> {
                var now = http.send(call).require(call).path("operation");
                return switch (now.path("status").asText()) {
                  case "finished", "skipped" -> Optional.of(true);
                  case "error", "cancelled" ->
                      throw new IllegalStateException(
                          "neon's operation "
                              + now.path("action").asText()
                              + " ended as "
                              + now.path("status").asText());
                  case String _ -> Optional.empty();
                };
              });
    }
  }
}
