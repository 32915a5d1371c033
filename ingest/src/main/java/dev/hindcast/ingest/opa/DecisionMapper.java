package dev.hindcast.ingest.opa;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.Identity;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.JsonText;
import dev.hindcast.ingest.action.RecordedDecision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads actions out of the events of an OPA's decision log. Input that the log does not have, or
 * that was erased or masked, is marked, never guessed. Thread-safe.
 */
public final class DecisionMapper {
  private static final Set<String> EFFECTS =
      Set.of("allow", "warn", "modify", "require_approval", "deny");
  private static final int MAX_ID = 1000;
  private static final List<String> NAMES =
      List.of("tool", "agent", "model", "tenant", "operation");

  private final InputShape shape;

  /** For inputs of one shape. */
  public DecisionMapper(InputShape shape) {
    this.shape = requireNonNull(shape);
  }

  /** An event that cannot be taken, with the reason for whoever reads OPA's log. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /** The action that an event records; empty if its path is not one of those that are asked for. */
  public Optional<IncomingAction> action(JsonNode event) throws RefusedException {
    var path = event.path("path").asText("");
    if (!shape.admits(path)) {
      return Optional.empty();
    }
    var id = event.path("decision_id").asText("");
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new RefusedException("decision_id is missing");
    }
    var time = time(event);
    var input = event.path("input");
    var erased = erased(event, input);
    var trace = hex(event, "trace_id", 32);
    var workflow = text("workflow_id", input);
    if (workflow != null && workflow.length() > MAX_ID) {
      throw new RefusedException("the workflow's id is longer than " + MAX_ID + " characters");
    }
    for (var part : NAMES) {
      var name = text(part, input);
      if (name != null && name.length() > MAX_ID) {
        throw new RefusedException("the " + part + " is longer than " + MAX_ID + " characters");
      }
    }
    var operation = text("operation", input);
    return Optional.of(
        new IncomingAction(
            Identity.of(ActionKey.of(time, "opa decision", id)),
            workflow != null ? workflow : trace != null ? trace : JsonText.clean(id),
            time,
            text("tenant", input),
            text("agent", input),
            text("model", input),
            operation == null ? "execute_tool" : operation,
            text("tool", input),
            arguments(input, erased),
            context(event, input, erased),
            null,
            null,
            List.copyOf(erased),
            decision(event),
            trace,
            hex(event, "span_id", 16)));
  }

  private static Instant time(JsonNode event) throws RefusedException {
    try {
      return OffsetDateTime.parse(event.path("timestamp").asText(""))
          .toInstant()
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new RefusedException("timestamp is missing or not RFC 3339");
    }
  }

  private String text(String part, JsonNode input) {
    return shape
        .find(part, input, false)
        .map(pointer -> pointer.in(input).asText())
        .filter(text -> !text.isEmpty())
        .map(JsonText::clean)
        .orElse(null);
  }

  private String arguments(JsonNode input, Set<String> erased) {
    return shape
        .find("arguments", input, true)
        .map(pointer -> json(pointer.in(input), "args", erased))
        .orElse(null);
  }

  // A team without a context of its own: whatever else the input has is the context.
  private String context(JsonNode event, JsonNode input, Set<String> erased) {
    var own = shape.find("context", input, true).map(pointer -> pointer.in(input));
    var context = JsonNodeFactory.instance.objectNode();
    if (own.isPresent() && own.get() instanceof ObjectNode object) {
      var _ = context.setAll(object);
    } else if (input.isObject()) {
      for (var entry : input.properties()) {
        if (!isPart(entry.getKey())) {
          var _ = context.set(entry.getKey(), entry.getValue());
        }
      }
    }
    var opa = context.putObject("opa");
    for (var name : List.of("decision_id", "path", "labels", "bundles", "result", "error")) {
      if (event.has(name)) {
        var _ = opa.set(name, event.get(name));
      }
    }
    return json(context, "context", erased);
  }

  private boolean isPart(String key) {
    return InputShape.PARTS.stream()
        .flatMap(part -> shape.pointers(part).stream())
        .anyMatch(pointer -> pointer.keys().getFirst().equals(key));
  }

  private static String json(JsonNode node, String path, Set<String> erased) {
    var json = JsonText.parse(node.toString()).orElseThrow();
    if (json.altered()) {
      erased.add(path);
    }
    return json.text();
  }

  private Set<String> erased(JsonNode event, JsonNode input) {
    var all = new LinkedHashSet<String>();
    for (var list : List.of("erased", "masked")) {
      for (var pointer : event.path(list)) {
        var gone = Pointer.parse(pointer.asText(""));
        if (gone.keys().isEmpty()) {
          all.add("*");
        } else if (gone.keys().getFirst().equals("input")) {
          mark(new Pointer(gone.keys().subList(1, gone.keys().size())), input, all);
        }
      }
    }
    return all;
  }

  private void mark(Pointer gone, JsonNode input, Set<String> all) {
    boolean known = false;
    for (var part : InputShape.PARTS) {
      var found = shape.find(part, input, part.equals("arguments") || part.equals("context"));
      // What is there is where it was; a part that is nowhere may have been wherever it can be.
      var places = found.map(List::of).orElseGet(() -> shape.pointers(part));
      var name = part.equals("arguments") ? "args" : part;
      for (var place : places) {
        if (gone.isWithin(place)) {
          all.add(gone.path(name, place, input));
          known = true;
        } else if (place.isWithin(gone)) {
          all.add(name);
          known = true;
        }
      }
    }
    if (!known && shape.find("context", input, true).isEmpty()) {
      all.add(gone.path("context", new Pointer(List.of()), input));
    }
  }

  private static RecordedDecision decision(JsonNode event) {
    var result = event.path("result");
    var effect = effect(result, event.path("path").asText(""));
    var rule = result.path("rule").asText(result.path("rule_id").asText(""));
    var version = version(event);
    return new RecordedDecision(
        effect.orElse(null),
        rule.isEmpty() ? null : JsonText.clean(rule),
        version.isEmpty() ? null : JsonText.clean(version));
  }

  private static Optional<String> effect(JsonNode result, String path) {
    for (var name : List.of("effect", "decision", "verdict")) {
      if (EFFECTS.contains(result.path(name).asText(""))) {
        return Optional.of(result.path(name).asText());
      }
    }
    if (EFFECTS.contains(result.asText(""))) {
      return Optional.of(result.asText());
    }
    if (result.path("allow").isBoolean()) {
      return Optional.of(result.path("allow").booleanValue() ? "allow" : "deny");
    }
    if (!result.isBoolean()) {
      return Optional.empty();
    }
    // A bare truth value means what its rule is called.
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "allow", "allowed" -> Optional.of(result.booleanValue() ? "allow" : "deny");
      case "deny", "denied" -> Optional.of(result.booleanValue() ? "deny" : "allow");
      default -> Optional.empty();
    };
  }

  private static String version(JsonNode event) {
    var revisions = new TreeMap<String, String>();
    for (var bundle : event.path("bundles").properties()) {
      var revision = bundle.getValue().path("revision").asText("");
      if (!revision.isEmpty()) {
        revisions.put(bundle.getKey(), revision);
      }
    }
    if (revisions.size() < 2) {
      return revisions.isEmpty()
          ? event.path("revision").asText("")
          : revisions.firstEntry().getValue();
    }
    return revisions.entrySet().stream()
        .map(bundle -> bundle.getKey() + "=" + bundle.getValue())
        .collect(Collectors.joining(","));
  }

  private static String hex(JsonNode event, String name, int length) {
    var text = event.path(name).asText("");
    return text.length() == length && text.matches("[0-9a-f]*") ? text : null;
  }
}
