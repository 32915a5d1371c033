package dev.hindcast.policy.bundle;

import com.google.re2j.PatternSyntaxException;
import dev.hindcast.policy.action.ValuePath;
import dev.hindcast.policy.decision.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one rule. */
final class RuleReader {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*");
  private static final Pattern REASON = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,99}");
  private static final int MAX_ID = 100;

  private final YamlReader reader;
  private final Fields fields;

  RuleReader(YamlReader reader, Fields fields) {
    this.reader = reader;
    this.fields = fields;
  }

  Rule read() {
    fields.allowOnly(
        "id",
        "description",
        "severity",
        "enabled",
        "priority",
        "match",
        "when",
        "effect",
        "reason",
        "message",
        "modify",
        "onError");
    fields.require("id", "effect");
    Effect effect = fields.oneOf("effect", Effect::byId, BundleParser.EFFECTS).orElse(Effect.ALLOW);
    List<Modification> modify = modifications();
    if (effect == Effect.MODIFY && !fields.has("modify")) {
      fields.error("effect", "'effect' is modify, but 'modify' is missing; say what to change");
    }
    if (effect != Effect.MODIFY && fields.has("modify")) {
      fields.error("modify", "'modify' needs 'effect: modify'; change the effect or remove it");
    }
    return new Rule(
        id(),
        fields.text("description", ""),
        fields.text("severity", ""),
        fields.bool("enabled", true),
        fields.integer("priority", 0),
        fields.fields("match").map(this::match).orElse(Match.EVERYTHING),
        fields.expression("when"),
        effect,
        reason(),
        fields.expression("message"),
        modify,
        fields
            .oneOf("onError", OnError::byId, List.of(OnError.DENY.id(), OnError.SKIP.id()))
            .orElse(OnError.DENY),
        fields.position());
  }

  private String id() {
    String id = fields.word("id", "");
    if (fields.has("id") && (id.length() > MAX_ID || !ID.matcher(id).matches())) {
      fields.error(
          "id",
          "rule id '" + id + "' must be lower-case letters, digits and hyphens, at most " + MAX_ID);
    }
    return id;
  }

  private String reason() {
    String reason = fields.text("reason", "");
    if (!reason.isEmpty() && !REASON.matcher(reason).matches()) {
      fields.error(
          "reason",
          "'reason' is a stable word of lower-case letters, digits, _ . and -; texts belong into 'message'");
    }
    return reason;
  }

  private Match match(Fields match) {
    match.allowOnly("tools", "agents", "operations", "tenants", "models");
    return new Match(
        clause(match, "tools", "tool"),
        clause(match, "agents", "agent"),
        clause(match, "operations", "operation"),
        clause(match, "tenants", "tenant"),
        clause(match, "models", "model"));
  }

  /** An empty list would read as matching nothing and would match everything. */
  private static List<Glob> clause(Fields match, String field, String one) {
    List<Glob> globs = match.globs(field);
    if (match.isEmptyList(field)) {
      match.error(field, "'" + field + "' is empty; leave it out to match every " + one);
    }
    return globs;
  }

  private List<Modification> modifications() {
    List<Node> nodes = fields.nodes("modify");
    if (nodes.size() > BundleLimits.MAX_MODIFICATIONS) {
      fields.error("modify", "at most " + BundleLimits.MAX_MODIFICATIONS + " modifications a rule");
    }
    List<Modification> found = new ArrayList<>();
    for (Node node : nodes) {
      reader.fields(node, "a modification").flatMap(this::modification).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Modification> modification(Fields change) {
    change.allowOnly("path", "set", "redact", "clamp", "drop");
    change.require("path");
    Optional<ValuePath> path = path(change);
    long kinds = List.of("set", "redact", "clamp", "drop").stream().filter(change::has).count();
    if (kinds != 1) {
      change.error("a modification has exactly one of set, redact, clamp, drop");
      return Optional.empty();
    }
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (change.has("set")) {
      return Optional.of(new Modification.Set(path.get(), change.json("set")));
    }
    if (change.has("redact")) {
      return change.text("redact").flatMap(regex -> redact(change, path.get(), regex));
    }
    if (change.has("clamp")) {
      return change.fields("clamp").flatMap(clamp -> clamp(clamp, path.get()));
    }
    if (!change.bool("drop", true)) {
      change.error("drop", "'drop: false' does nothing; remove the modification");
    }
    return Optional.of(new Modification.Drop(path.get()));
  }

  private static Optional<ValuePath> path(Fields change) {
    Optional<String> text = change.text("path");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      ValuePath path = ValuePath.parse(text.get());
      if (path.root().equals("args") && !path.steps().isEmpty()) {
        return Optional.of(path);
      }
      change.error("path", "'path' must lead into the arguments, such as args.body");
    } catch (IllegalArgumentException e) {
      change.error("path", "'path' is wrong: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<Modification> redact(Fields change, ValuePath path, String regex) {
    try {
      var pattern = com.google.re2j.Pattern.compile(regex);
      if (pattern.programSize() <= BundleLimits.MAX_REGEX_PROGRAM_SIZE) {
        return Optional.of(new Modification.Redact(path, pattern));
      }
      change.error("redact", "the pattern of 'redact' is too large; simplify it");
    } catch (PatternSyntaxException e) {
      change.error("redact", "the pattern of 'redact' is no RE2 expression: " + e.getDescription());
    }
    return Optional.empty();
  }

  private static Optional<Modification> clamp(Fields clamp, ValuePath path) {
    clamp.allowOnly("min", "max");
    Number min = clamp.number("min");
    Number max = clamp.number("max");
    if (min == null && max == null) {
      clamp.error("'clamp' needs 'min' or 'max'");
      return Optional.empty();
    }
    if (min != null && max != null && min.doubleValue() > max.doubleValue()) {
      clamp.error("'min' of 'clamp' is above its 'max'; swap them");
      return Optional.empty();
    }
    return Optional.of(new Modification.Clamp(path, min, max));
  }
}
