package dev.hindcast.policy.bundle;

import static java.util.Objects.requireNonNull;

import dev.hindcast.policy.action.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A bundle with other values of its params: the same files, except that in {@code bundle.yaml} the
 * text of each value is replaced by the JSON of the new one, and nothing else changes. So its
 * digest is that of files that a person can write and publish, and the same bundle and values give
 * the same digest everywhere.
 */
public final class DerivedBundle {
  private final YamlReader reader = new YamlReader(BundleSource.MANIFEST);

  private DerivedBundle() {}

  /** What came of it. */
  public sealed interface Result {
    /** The derived files; whether they compile is the engine's to say. */
    record Derived(BundleSource source) implements Result {
      public Derived {
        requireNonNull(source, "source");
      }
    }

    /** A param is missing, a value does not fit it, or the file cannot be edited in place. */
    record Refused(List<Diagnostic> diagnostics) implements Result {
      public Refused {
        diagnostics = List.copyOf(diagnostics);
      }
    }
  }

  /** Derives a bundle. No overrides, or values that stand there already, give the same files. */
  public static Result of(BundleSource base, List<ParamOverride> overrides) {
    var source = base;
    for (var override : overrides) {
      var derivation = new DerivedBundle();
      var next = derivation.derive(source, override);
      if (next.isEmpty()) {
        return new Result.Refused(derivation.reader.diagnostics());
      }
      source = next.get();
    }
    return new Result.Derived(source);
  }

  private Optional<BundleSource> derive(BundleSource source, ParamOverride override) {
    var text = source.text(BundleSource.MANIFEST).orElse("");
    var root = reader.read(text);
    var params = root.flatMap(node -> child(node, "params")).map(NodeTuple::getValueNode);
    var place = params.flatMap(node -> child(node, override.param()));
    if (place.isEmpty()) {
      return refused(
          params.map(YamlReader::position).orElse(Position.START),
          "param '" + override.param() + "' is not declared; " + declared(params));
    }
    var old = place.get().getValueNode();
    Object value;
    try {
      value = JsonValues.parse(override.json());
    } catch (IllegalArgumentException e) {
      return refused(
          YamlReader.position(old), quoted(override) + " is not JSON; text needs quotes: \"…\"");
    }
    var before = reader.json(old);
    var fitting = fitting(before, value, override.json());
    if (fitting.isEmpty()) {
      return refused(
          YamlReader.position(old),
          "param '"
              + override.param()
              + "' is "
              + kind(before)
              + "; "
              + override.json()
              + " is "
              + kind(value));
    }
    if (before != null && JsonValues.equal(before, value)) {
      return Optional.of(source);
    }
    var derived =
        edited(text, place.get(), fitting.get())
            .filter(edit -> saysOnly(edit, root.orElseThrow(), override.param(), value));
    if (derived.isEmpty()) {
      return refused(
          YamlReader.position(old),
          "the value of param '"
              + override.param()
              + "' cannot be replaced where it stands; write it in one piece, without an anchor");
    }
    return Optional.of(withManifest(source, derived.get()));
  }

  private Optional<BundleSource> refused(Position at, String message) {
    reader.error(at, message);
    return Optional.empty();
  }

  private static String quoted(ParamOverride override) {
    return "'" + override.json() + "' for param '" + override.param() + "'";
  }

  private static String declared(Optional<Node> params) {
    var names = new ArrayList<String>();
    params
        .filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .ifPresent(
            mapping ->
                mapping.getValue().stream()
                    .map(NodeTuple::getKeyNode)
                    .filter(ScalarNode.class::isInstance)
                    .forEach(key -> names.add(((ScalarNode) key).getValue())));
    return names.isEmpty()
        ? "the bundle has no params"
        : "declared are " + String.join(", ", names);
  }

  private static Optional<NodeTuple> child(Node node, String key) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .filter(
                tuple ->
                    tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
            .findFirst()
        : Optional.empty();
  }

  /** The text to write. A param that has a fraction keeps one: 1 becomes 1.0. */
  private static Optional<String> fitting(
      @Nullable Object before, @Nullable Object value, String json) {
    var text = json.strip().replaceAll("[\\n\\r\\t]", " ");
    if (before == null || kind(before).equals(kind(value))) {
      return Optional.of(text);
    }
    return before instanceof Double && value instanceof Long
        ? Optional.of(value + ".0")
        : Optional.empty();
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case String _ -> "text";
      case Boolean _ -> "true or false";
      case Double _ -> "a number with a fraction";
      case Number _ -> "a whole number";
      case List<?> _ -> "a list";
      default -> "a mapping";
    };
  }

  /** The file with the value replaced, or empty where its place is not known. */
  private static Optional<String> edited(String text, NodeTuple place, String value) {
    Optional<Mark> keyEnd = place.getKeyNode().getEndMark();
    Optional<Mark> from = place.getValueNode().getStartMark();
    Optional<Mark> to = place.getValueNode().getEndMark();
    if (keyEnd.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    int[] points = text.codePoints().toArray();
    int start = from.get().getIndex();
    int end = Math.min(to.get().getIndex(), points.length);
    // The end of a block is where the next thing begins.
    while (end > start && Character.isWhitespace(points[end - 1])) {
      end--;
    }
    var replacement = value;
    if (from.get().getLine() != keyEnd.get().getLine()) {
      start = keyEnd.get().getIndex();
      replacement = ": " + value;
    }
    return start > end
        ? Optional.empty()
        : Optional.of(
            new String(points, 0, start)
                + replacement
                + new String(points, end, points.length - end));
  }

  /** Read again, the file must say the same as before, except for the one value. */
  private boolean saysOnly(String text, Node before, String param, @Nullable Object value) {
    var again = new YamlReader(BundleSource.MANIFEST);
    var after = again.read(text);
    if (after.isEmpty()
        || !(reader.json(before) instanceof Map<?, ?> expected)
        || !(expected.get("params") instanceof Map<?, ?> params)) {
      return false;
    }
    var changed = new LinkedHashMap<Object, Object>(params);
    changed.put(param, value);
    var whole = new LinkedHashMap<Object, Object>(expected);
    whole.put("params", changed);
    return JsonValues.equal(whole, again.json(after.get())) && !again.hasErrors();
  }

  private static BundleSource withManifest(BundleSource source, String manifest) {
    var files = new LinkedHashMap<String, byte[]>();
    source.paths().forEach(path -> files.put(path, source.file(path).orElseThrow()));
    files.put(BundleSource.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
    return BundleSource.of(files);
  }
}
