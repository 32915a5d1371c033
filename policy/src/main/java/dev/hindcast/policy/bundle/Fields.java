package dev.hindcast.policy.bundle;

import dev.hindcast.policy.action.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One YAML mapping, read field by field with strict types. A wrong field is reported and read as
 * absent.
 */
final class Fields {
  private final YamlReader reader;
  private final String what;
  private final Node node;
  private final Map<String, Node> values;
  private final Map<String, Node> keys;

  Fields(
      YamlReader reader, String what, Node node, Map<String, Node> values, Map<String, Node> keys) {
    this.reader = reader;
    this.what = what;
    this.node = node;
    this.values = values;
    this.keys = keys;
  }

  Position position() {
    return YamlReader.position(node);
  }

  void error(String message) {
    reader.error(node, message);
  }

  void error(String field, String message) {
    reader.error(values.getOrDefault(field, node), message);
  }

  boolean has(String field) {
    return values.containsKey(field);
  }

  Optional<Node> node(String field) {
    return Optional.ofNullable(values.get(field));
  }

  void allowOnly(String... known) {
    Set<String> allowed = new TreeSet<>(List.of(known));
    keys.forEach(
        (name, key) -> {
          if (!allowed.contains(name)) {
            reader.error(
                key,
                "unknown field '"
                    + name
                    + "' in "
                    + what
                    + "; known are "
                    + String.join(", ", allowed));
          }
        });
  }

  void require(String... fields) {
    for (String field : fields) {
      if (!values.containsKey(field)) {
        reader.error(node, "'" + field + "' is missing in " + what + "; add it");
      }
    }
  }

  /** Text, which must be quoted in the file if YAML would read something else. */
  Optional<String> text(String field) {
    return scalar(field, "text").flatMap(scalar -> asText(field, scalar));
  }

  String text(String field, String absent) {
    return text(field).orElse(absent);
  }

  /** Numbers count as text too: ids in traces look like numbers. */
  String word(String field, String absent) {
    return scalar(field, "text").map(ScalarNode::getValue).orElse(absent);
  }

  Optional<Expression> expression(String field) {
    Optional<ScalarNode> scalar = scalar(field, "an expression");
    if (scalar.isPresent()
        && scalar.get().getValue().length() > BundleLimits.MAX_EXPRESSION_LENGTH) {
      error(
          field,
          "'"
              + field
              + "' is longer than "
              + BundleLimits.MAX_EXPRESSION_LENGTH
              + " characters; split it");
      return Optional.empty();
    }
    if (scalar.isPresent() && scalar.get().getValue().isBlank()) {
      error(field, "'" + field + "' is empty; write an expression or remove the field");
      return Optional.empty();
    }
    return scalar.map(node -> new Expression(node.getValue(), SourceMap.of(node)));
  }

  boolean bool(String field, boolean absent) {
    Optional<ScalarNode> scalar = scalar(field, "true or false");
    if (scalar.isEmpty()) {
      return absent;
    }
    if (reader.scalar(scalar.get()) instanceof Boolean value) {
      return value;
    }
    wrongType(field, "true or false");
    return absent;
  }

  int integer(String field, int absent) {
    Optional<ScalarNode> scalar = scalar(field, "a whole number");
    if (scalar.isEmpty()) {
      return absent;
    }
    if (reader.scalar(scalar.get()) instanceof Long value && value == value.intValue()) {
      return value.intValue();
    }
    wrongType(field, "a whole number");
    return absent;
  }

  @Nullable Number number(String field) {
    Optional<ScalarNode> scalar = scalar(field, "a number");
    if (scalar.isEmpty()) {
      return null;
    }
    if (reader.scalar(scalar.get()) instanceof Number value) {
      return value;
    }
    wrongType(field, "a number");
    return null;
  }

  /** One of a closed set of words. */
  <T> Optional<T> oneOf(String field, Function<String, Optional<T>> byId, List<String> ids) {
    Optional<String> word = text(field);
    Optional<T> value = word.flatMap(byId);
    if (word.isPresent() && value.isEmpty()) {
      error(
          field,
          "'" + field + "' is '" + word.get() + "'; it must be one of " + String.join(", ", ids));
    }
    return value;
  }

  List<String> texts(String field) {
    List<String> found = new ArrayList<>();
    for (Node element : nodes(field)) {
      if (element instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
        found.add(scalar.getValue());
      } else {
        reader.error(element, "an element of '" + field + "' must be text");
      }
    }
    return found;
  }

  List<Glob> globs(String field) {
    List<Glob> found = new ArrayList<>();
    for (String text : texts(field)) {
      if (text.isEmpty()) {
        error(field, "an element of '" + field + "' is empty; use \"*\" for everything");
      } else {
        found.add(new Glob(text));
      }
    }
    return found;
  }

  boolean isEmptyList(String field) {
    return values.get(field) instanceof SequenceNode sequence && sequence.getValue().isEmpty();
  }

  List<Node> nodes(String field) {
    Node value = values.get(field);
    return switch (value) {
      case null -> List.of();
      case SequenceNode sequence -> sequence.getValue();
      default -> {
        wrongType(field, "a list");
        yield List.of();
      }
    };
  }

  Optional<Fields> fields(String field) {
    return node(field).flatMap(value -> reader.fields(value, "'" + field + "'"));
  }

  /** A JSON object; absent is an empty one. */
  Map<String, Object> object(String field) {
    Node value = values.get(field);
    if (value == null) {
      return Map.of();
    }
    Object json = reader.json(value);
    return JsonValues.asObject(json)
        .orElseGet(
            () -> {
              wrongType(field, "a mapping of names to values");
              return Map.of();
            });
  }

  @Nullable Object json(String field) {
    Node value = values.get(field);
    return value == null ? null : reader.json(value);
  }

  private Optional<String> asText(String field, ScalarNode scalar) {
    if (scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    reader.error(
        scalar,
        "'"
            + field
            + "' of "
            + what
            + " must be text, not "
            + YamlReader.kind(scalar)
            + "; put it in quotes");
    return Optional.empty();
  }

  private Optional<ScalarNode> scalar(String field, String expected) {
    Node value = values.get(field);
    if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return Optional.of(scalar);
    }
    if (value != null) {
      wrongType(field, expected);
    }
    return Optional.empty();
  }

  private void wrongType(String field, String expected) {
    Node value = values.getOrDefault(field, node);
    reader.error(
        value,
        "'" + field + "' of " + what + " must be " + expected + ", not " + YamlReader.kind(value));
  }
}
