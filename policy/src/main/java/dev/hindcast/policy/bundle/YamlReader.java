package dev.hindcast.policy.bundle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 to nodes with positions, and every complaint about it in one list. Not thread-safe. */
final class YamlReader {

  private static final int MAX_DEPTH = 50;

  private final String file;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  YamlReader(String file) {
    this.file = file;
  }

  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
  }

  void error(Position position, String message) {
    if (diagnostics.size() < BundleLimits.MAX_DIAGNOSTICS) {
      diagnostics.add(Diagnostic.error(file, position, message));
    }
  }

  void error(Node node, String message) {
    error(position(node), message);
  }

  /** The document's root, or empty with a complaint. */
  Optional<Node> read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            // Aliases are counted per collection; a few are convenient, many are an attack.
            .setMaxAliasesForCollections(20)
            .setCodePointLimit(BundleSource.MAX_FILE_BYTES)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        error(Position.START, "the file is empty; it must hold a bundle");
      }
      root.ifPresent(this::refuseUnstorable);
      return root;
    } catch (MarkedYamlEngineException e) {
      Position where =
          e.getProblemMark().or(e::getContextMark).map(YamlReader::position).orElse(Position.START);
      error(where, "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      error(Position.START, "not valid YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * No text of a bundle holds what a database cannot: U+0000, or half of a surrogate pair. YAML
   * lets both in as escapes.
   */
  private void refuseUnstorable(Node root) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      switch (node) {
        case MappingNode mapping ->
            mapping
                .getValue()
                .reversed()
                .forEach(
                    tuple -> {
                      open.push(tuple.getValueNode());
                      open.push(tuple.getKeyNode());
                    });
        case SequenceNode sequence -> sequence.getValue().reversed().forEach(open::push);
        case ScalarNode scalar -> {
          if (!isStorable(scalar.getValue())) {
            error(
                scalar,
                "the text holds U+0000 or half of a surrogate pair, which no database stores;"
                    + " remove it");
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /**
   * The mapping under {@code node}; keys must be unique words. Empty with a complaint otherwise.
   */
  Optional<Fields> fields(Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      error(node, what + " must be a mapping of names to values, not " + kind(node));
      return Optional.empty();
    }
    Map<String, Node> values = new LinkedHashMap<>();
    Map<String, Node> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(tuple.getKeyNode(), "a key of " + what + " must be a word");
        continue;
      }
      if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
        error(key, "'" + key.getValue() + "' is given twice in " + what + "; remove one");
      }
      keys.putIfAbsent(key.getValue(), key);
    }
    return Optional.of(new Fields(this, what, mapping, values, keys));
  }

  /** Any node as a JSON value. */
  @Nullable Object json(Node node) {
    return json(node, 0);
  }

  private @Nullable Object json(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      error(node, "nested deeper than " + MAX_DEPTH + " levels");
      return null;
    }
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
          if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            error(tuple.getKeyNode(), "a key must be a word");
          } else if (map.containsKey(key.getValue())) {
            error(key, "'" + key.getValue() + "' is given twice; remove one");
          } else {
            map.put(key.getValue(), json(tuple.getValueNode(), depth + 1));
          }
        }
        yield Collections.unmodifiableMap(map);
      }
      case SequenceNode sequence -> {
        List<Object> list = new ArrayList<>();
        for (Node element : sequence.getValue()) {
          list.add(json(element, depth + 1));
        }
        yield Collections.unmodifiableList(list);
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> {
        error(node, "not a JSON value");
        yield null;
      }
    };
  }

  @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    try {
      if (tag.equals(Tag.NULL)) {
        return null;
      } else if (tag.equals(Tag.BOOL)) {
        return Boolean.parseBoolean(text);
      } else if (tag.equals(Tag.INT)) {
        return integer(text);
      } else if (tag.equals(Tag.FLOAT)) {
        return decimal(node, text);
      }
    } catch (NumberFormatException e) {
      error(node, "not a number that fits: " + text);
    }
    return text;
  }

  private static Long integer(String text) {
    if (text.startsWith("0x")) {
      return Long.parseLong(text.substring(2), 16);
    }
    return text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
  }

  private Double decimal(Node node, String text) {
    double value =
        (text.startsWith(".") && !Character.isDigit(text.charAt(1))) || text.endsWith("inf")
            ? Double.NaN
            : Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      error(node, "not a finite number: " + text);
      return 0.0;
    }
    return value;
  }

  static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
      case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> "text";
      case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> "true or false";
      case ScalarNode _ -> "a number";
      default -> "something else";
    };
  }

  static Position position(Node node) {
    return node.getStartMark().map(YamlReader::position).orElse(Position.START);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
