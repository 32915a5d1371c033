package dev.hindcast.ingest.opa;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A JSON pointer, RFC 6901.
 *
 * @param keys unescaped; none: the whole document
 */
record Pointer(List<String> keys) {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  Pointer {
    keys = List.copyOf(keys);
  }

  /** Reads one; with or without the leading slash. */
  static Pointer parse(String text) {
    var rest = text.startsWith("/") ? text.substring(1) : text;
    if (rest.isEmpty()) {
      return new Pointer(List.of());
    }
    var keys = new ArrayList<String>();
    for (var key : rest.split("/", -1)) {
      keys.add(key.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(keys);
  }

  /** What it points to; missing where there is nothing. */
  JsonNode in(JsonNode document) {
    var node = document;
    for (var key : keys) {
      node =
          node.isArray() && key.matches("\\d{1,9}")
              ? node.path(Integer.parseInt(key))
              : node.path(key);
    }
    return node;
  }

  /** Whether it points to that place or into it. */
  boolean isWithin(Pointer other) {
    return keys.size() >= other.keys.size()
        && keys.subList(0, other.keys.size()).equals(other.keys);
  }

  /**
   * A path such as {@code args.order["no."]} for a place within another. Of an array all is meant:
   * taking out an element moves the others.
   *
   * @param root the other place's name
   * @param from the other place
   * @param document what is left of it
   */
  String path(String root, Pointer from, JsonNode document) {
    var path = new StringBuilder(root);
    var node = from.in(document);
    for (var key : keys.subList(from.keys.size(), keys.size())) {
      if (node.isArray()) {
        break;
      }
      path.append(
          WORD.matcher(key).matches()
              ? "." + key
              : "[\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]");
      node = node.path(key);
    }
    return path.toString();
  }
}
