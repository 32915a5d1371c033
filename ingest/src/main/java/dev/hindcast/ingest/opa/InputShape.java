package dev.hindcast.ingest.opa;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where in the input of a team's policy an action's parts are. Each part may be in several places:
 * the first that is there counts.
 *
 * @param places JSON pointers into the input, by the part's name
 * @param paths decisions' paths that are actions; empty: all
 */
public record InputShape(Map<String, List<String>> places, Set<String> paths) {
  /** The parts. */
  static final List<String> PARTS =
      List.of(
          "workflow_id", "tenant", "agent", "model", "operation", "tool", "arguments", "context");

  private static final Map<String, List<String>> USUAL =
      Map.of(
          "workflow_id",
          List.of("/workflow_id", "/session_id", "/conversation_id", "/context/session_id"),
          "tenant",
          List.of("/tenant", "/context/tenant"),
          "agent",
          List.of("/agent", "/agent/name", "/context/agent"),
          "model",
          List.of("/model", "/context/model"),
          "operation",
          List.of("/operation"),
          "tool",
          List.of("/tool", "/tool/name", "/tool_name", "/action/tool"),
          "arguments",
          List.of("/args", "/arguments", "/tool/arguments", "/action/args", "/action/arguments"),
          "context",
          List.of("/context"));

  public InputShape {
    var all = new LinkedHashMap<String, List<String>>(USUAL);
    places.forEach(
        (part, where) -> {
          if (!PARTS.contains(part)) {
            throw new IllegalArgumentException("an action has no part " + part + ", only " + PARTS);
          }
          all.put(part, List.copyOf(where));
        });
    places = Map.copyOf(all);
    paths = Set.copyOf(paths);
  }

  /** The usual places, every decision. */
  public static InputShape usual() {
    return new InputShape(Map.of(), Set.of());
  }

  boolean admits(String path) {
    return paths.isEmpty() || paths.contains(path);
  }

  /** Where a part is in this input; empty if it is nowhere. */
  Optional<Pointer> find(String part, JsonNode input, boolean object) {
    return pointers(part).stream()
        .filter(
            pointer -> {
              var node = pointer.in(input);
              return object ? node.isContainerNode() : node.isTextual() || node.isNumber();
            })
        .findFirst();
  }

  /** Where a part may be. */
  List<Pointer> pointers(String part) {
    return places.get(part).stream().map(Pointer::parse).toList();
  }
}
