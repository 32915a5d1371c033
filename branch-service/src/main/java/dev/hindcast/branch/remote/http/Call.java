package dev.hindcast.branch.remote.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A request.
 *
 * @param path below the engine's address, with its query, encoded
 * @param isRepeatable whether a second effect does no harm
 */
public record Call(String method, String path, Optional<JsonNode> body, boolean isRepeatable) {
  public Call {
    requireNonNull(method);
    requireNonNull(path);
    requireNonNull(body);
  }

  /** Asks. */
  public static Call get(String path) {
    return new Call("GET", path, Optional.empty(), true);
  }

  /** Deletes; what is gone stays gone. */
  public static Call delete(String path) {
    return new Call("DELETE", path, Optional.empty(), true);
  }

  /** Sets to values that the call names, so that a second time changes nothing. */
  public static Call set(String method, String path, JsonNode body) {
    return new Call(method, path, Optional.of(body), true);
  }

  /** Makes something, and another thing the second time. */
  public static Call make(String path, JsonNode body) {
    return new Call("POST", path, Optional.of(body), false);
  }

  /** Without the query, for logs. */
  @Override
  public String toString() {
    return method + " " + path.split("\\?", 2)[0];
  }
}
