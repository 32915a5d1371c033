package dev.hindcast.policy.bundle;

import dev.hindcast.policy.decision.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code bundle.yaml} strictly: an unknown field, a wrong type, a missing or repeated name is
 * an error with its place. Reports everything it finds, not only the first. Expressions are kept as
 * text: engines compile them.
 */
public final class BundleParser {

  static final List<String> EFFECTS = Arrays.stream(Effect.values()).map(Effect::id).toList();

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern PARAM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final YamlReader reader;

  private BundleParser(YamlReader reader) {
    this.reader = reader;
  }

  /**
   * @param bundle present only if there is no error
   * @param draft what could be made out in spite of errors, so that an engine can report its own in
   *     the same run
   * @param diagnostics everything there is to say
   */
  public record Result(
      Optional<Bundle> bundle, Optional<Bundle> draft, List<Diagnostic> diagnostics) {
    public Result {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  public static Result parse(BundleSource source) {
    var reader = new YamlReader(BundleSource.MANIFEST);
    Optional<String> text = source.text(BundleSource.MANIFEST);
    if (text.isEmpty()) {
      reader.error(Position.START, "the bundle has no " + BundleSource.MANIFEST + "; add it");
      return new Result(Optional.empty(), Optional.empty(), reader.diagnostics());
    }
    Optional<Bundle> draft =
        reader
            .read(text.get())
            .flatMap(root -> reader.fields(root, "the bundle"))
            .map(fields -> new BundleParser(reader).bundle(fields));
    return new Result(reader.hasErrors() ? Optional.empty() : draft, draft, reader.diagnostics());
  }

  private Bundle bundle(Fields fields) {
    fields.allowOnly(
        "apiVersion",
        "name",
        "engine",
        "description",
        "defaultEffect",
        "combining",
        "params",
        "tools",
        "rules",
        "tests");
    fields.require("apiVersion", "name");
    String apiVersion = fields.text("apiVersion", Bundle.API_VERSION);
    if (!apiVersion.equals(Bundle.API_VERSION)) {
      fields.error("apiVersion", "'apiVersion' must be " + Bundle.API_VERSION);
    }
    String name = fields.text("name", "");
    if (fields.has("name") && !NAME.matcher(name).matches()) {
      fields.error(
          "name",
          "'name' must be lower-case letters, digits and hyphens, at most 63: '" + name + "'");
    }
    List<Rule> rules = rules(fields);
    Optional<List<Glob>> tools =
        fields.has("tools") ? Optional.of(fields.globs("tools")) : Optional.empty();
    return new Bundle(
        apiVersion,
        name,
        fields.text("engine", "cel"),
        fields.text("description", ""),
        fields
            .oneOf("defaultEffect", Effect::byId, EFFECTS)
            .filter(e -> defaultable(fields, e))
            .orElse(Effect.ALLOW),
        fields
            .oneOf(
                "combining",
                Combining::byId,
                Arrays.stream(Combining.values()).map(Combining::id).toList())
            .orElse(Combining.DENY_OVERRIDES),
        params(fields),
        tools,
        rules,
        tests(fields, rules));
  }

  private static boolean defaultable(Fields fields, Effect effect) {
    if (effect == Effect.MODIFY) {
      fields.error(
          "defaultEffect", "'defaultEffect' cannot be modify: there is no rule to say how");
      return false;
    }
    return true;
  }

  private java.util.Map<String, Object> params(Fields fields) {
    var params = fields.object("params");
    for (String param : params.keySet()) {
      if (!PARAM.matcher(param).matches()) {
        fields.error(
            "params",
            "param '" + param + "' must be letters, digits and _, not starting with a digit");
      }
    }
    return params;
  }

  private List<Rule> rules(Fields fields) {
    List<Node> nodes = fields.nodes("rules");
    if (nodes.size() > BundleLimits.MAX_RULES) {
      fields.error("rules", "a bundle has at most " + BundleLimits.MAX_RULES + " rules; split it");
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Node node : nodes) {
      reader
          .fields(node, "a rule")
          .map(rule -> new RuleReader(reader, rule).read())
          .ifPresent(
              rule -> {
                if (!rule.id().isEmpty() && !ids.add(rule.id())) {
                  reader.error(node, "rule id '" + rule.id() + "' is used twice; rename one");
                }
                rules.add(rule);
              });
    }
    return rules;
  }

  private List<BundleTest> tests(Fields fields, List<Rule> rules) {
    List<Node> nodes = fields.nodes("tests");
    if (nodes.size() > BundleLimits.MAX_TESTS) {
      fields.error("tests", "a bundle has at most " + BundleLimits.MAX_TESTS + " tests");
      return List.of();
    }
    List<BundleTest> tests = new ArrayList<>();
    for (Node node : nodes) {
      reader
          .fields(node, "a test")
          .map(test -> new TestReader(reader, test, rules).read(tests.size() + 1))
          .ifPresent(tests::add);
    }
    return tests;
  }
}
