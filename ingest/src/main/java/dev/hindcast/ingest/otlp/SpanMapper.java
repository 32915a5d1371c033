package dev.hindcast.ingest.otlp;

import dev.hindcast.ingest.action.ActionKey;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.IncomingOutcome;
import dev.hindcast.ingest.action.JsonText;
import dev.hindcast.ingest.action.Outcome;
import dev.hindcast.ingest.action.RecordedDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads actions and outcomes out of spans. What a span does not say stays not recorded; nothing is
 * made up from other spans.
 */
public final class SpanMapper {
  private static final Set<String> EFFECTS =
      Set.of("allow", "warn", "modify", "require_approval", "deny");
  private static final Set<String> AGENT_OPERATIONS = Set.of("invoke_agent", "invoke_workflow");
  private static final Set<String> AGENT_KINDS = Set.of("AGENT", "CHAIN");
  // An array: every attribute of every span is held against it.
  private static final String[] LONG_TEXTS = Names.NO_CONTEXT.toArray(String[]::new);
  private static final int MAX_ID = 1000;
  private static final int MAX_CONTEXT = 32 * 1024;

  private SpanMapper() {}

  /** A span that cannot be taken, with the reason for its sender. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /** The action that a span records; empty if it is no call of a tool. */
  public static Optional<IncomingAction> action(Span span) throws RefusedException {
    var call = Call.of(span);
    if (call.isEmpty()) {
      return Optional.empty();
    }
    requireValid(span);
    var erased = new ArrayList<String>();
    if (span.lost()) {
      // Nobody can say which ones they were.
      erased.add("context");
    }
    var tool = clean(span.text(Names.TOOL));
    var arguments = json(span, Names.ARGUMENTS, Names.INPUT, Names.INPUT_TYPE, "args", erased);
    var result = json(span, Names.RESULT, Names.OUTPUT, Names.OUTPUT_TYPE, "result", erased);
    var workflow = workflow(span);
    return Optional.of(
        new IncomingAction(
            call.get().identity(span, tool == null ? "" : tool),
            workflow == null ? span.traceId() : workflow,
            span.start(),
            clean(span.ownOrResourceText(Names.TENANT)),
            clean(span.ownOrResourceText(Names.AGENT)),
            clean(span.ownOrResourceText(Names.MODEL)),
            "execute_tool",
            tool,
            arguments,
            context(span, erased),
            result,
            error(span),
            erased,
            decision(span),
            span.traceId(),
            span.spanId()));
  }

  /**
   * What a span says about how its workflow went: an agent's root span by its status, any span by
   * {@code hindcast.workflow.outcome}. The trace is a workflow too: tool spans may not know the
   * conversation's id.
   */
  public static List<IncomingOutcome> outcomes(Span span) throws RefusedException {
    var outcome = outcome(span);
    if (outcome.isEmpty()) {
      return List.of();
    }
    requireValid(span);
    var workflows = new LinkedHashSet<String>();
    workflows.add(span.traceId());
    var named = workflow(span);
    if (named != null) {
      workflows.add(named);
    }
    var labels = new LinkedHashMap<String, Object>();
    labels.put("source", "otlp");
    labels.put("trace_id", span.traceId());
    labels.put("span_id", span.spanId());
    var error = error(span);
    if (error != null) {
      labels.put("error", error);
    }
    return workflows.stream()
        .map(
            workflow ->
                new IncomingOutcome(
                    ActionKey.of(
                        span.start(), "otlp outcome", span.traceId(), span.spanId(), workflow),
                    workflow,
                    outcome.get(),
                    JsonText.of(labels).text(),
                    span.end()))
        .toList();
  }

  private static Optional<Outcome> outcome(Span span) {
    var said = span.text(Names.OUTCOME);
    if (said != null) {
      return Outcome.of(said);
    }
    var kind = span.text(Names.OPEN_INFERENCE_KIND);
    var operation = span.text(Names.OPERATION);
    var agents =
        operation != null && AGENT_OPERATIONS.contains(operation)
            || kind != null && AGENT_KINDS.contains(kind);
    if (!span.isRoot() || !agents) {
      return Optional.empty();
    }
    return switch (span.status()) {
      case OK -> Optional.of(Outcome.SUCCESS);
      case ERROR -> Optional.of(Outcome.FAILURE);
      case UNSET -> Optional.empty();
    };
  }

  private static void requireValid(Span span) throws RefusedException {
    if (span.traceId().length() != 32 || span.traceId().chars().allMatch(c -> c == '0')) {
      throw new RefusedException("trace_id must be 16 bytes, not all zero");
    }
    if (span.spanId().length() != 16 || span.spanId().chars().allMatch(c -> c == '0')) {
      throw new RefusedException("span_id must be 8 bytes, not all zero");
    }
    if (span.start().getEpochSecond() <= 0) {
      throw new RefusedException("start_time_unix_nano is missing");
    }
    var workflow = span.text(Names.WORKFLOW);
    if (workflow != null && workflow.length() > MAX_ID) {
      throw new RefusedException("the conversation's id is longer than " + MAX_ID + " characters");
    }
    requireName("tool", span.text(Names.TOOL));
    requireName("agent", span.ownOrResourceText(Names.AGENT));
    requireName("model", span.ownOrResourceText(Names.MODEL));
    requireName("tenant", span.ownOrResourceText(Names.TENANT));
  }

  private static void requireName(String part, String name) throws RefusedException {
    if (name != null && name.length() > MAX_ID) {
      throw new RefusedException("the " + part + " is longer than " + MAX_ID + " characters");
    }
  }

  private static String workflow(Span span) {
    return clean(span.text(Names.WORKFLOW));
  }

  // On spans the conventions put objects as JSON in a text; attributes may be objects too.
  private static String json(
      Span span,
      String[] names,
      String openInference,
      String openInferenceType,
      String path,
      List<String> erased) {
    for (var name : names) {
      var value = span.attributes().get(name);
      if (value != null) {
        return marked(
            value instanceof String text ? parsed(text) : JsonText.of(value), path, erased);
      }
    }
    if (span.attributes().get(openInference) instanceof String text) {
      var type = span.text(openInferenceType);
      return marked(
          type == null || type.endsWith("json") ? parsed(text) : JsonText.of(text), path, erased);
    }
    return null;
  }

  private static JsonText parsed(String text) {
    return JsonText.parse(text).orElseGet(() -> JsonText.of(text));
  }

  private static String marked(JsonText json, String path, List<String> erased) {
    if (json.altered()) {
      erased.add(path);
    }
    return json.text();
  }

  private static String error(Span span) {
    if (span.status() != Span.Status.ERROR) {
      return clean(span.text(Names.ERROR_TYPE));
    }
    var type = span.text(Names.ERROR_TYPE);
    if (span.message().isEmpty()) {
      return type == null ? "error" : clean(type);
    }
    return clean(type == null ? span.message() : type + ": " + span.message());
  }

  private static RecordedDecision decision(Span span) {
    var effect = span.text(Names.EFFECT);
    if (effect == null || !EFFECTS.contains(effect)) {
      return RecordedDecision.NONE;
    }
    return new RecordedDecision(
        effect, clean(span.text(Names.RULE)), clean(span.text(Names.BUNDLE_VERSION)));
  }

  private static String context(Span span, List<String> erased) {
    var context = new LinkedHashMap<String, Object>();
    for (var name : Names.RESOURCE_CONTEXT) {
      var value = span.resource().get(name);
      if (value != null) {
        context.put(name, value);
      }
    }
    own(span.resource(), context);
    span.attributes()
        .forEach(
            (name, value) -> {
              if (!Names.COLUMNS.contains(name)
                  && !name.startsWith(Names.CONTEXT)
                  && !isLongText(name)) {
                context.put(name, value);
              }
            });
    own(span.attributes(), context);
    var text = JsonText.of(context);
    if (text.text().length() <= MAX_CONTEXT) {
      return marked(text, "context", erased);
    }
    // Whatever does not fit is lost, and said to be.
    erased.add("context");
    context.values().removeIf(value -> JsonText.of(value).text().length() > 256);
    var small = JsonText.of(context);
    return small.text().length() <= MAX_CONTEXT ? small.text() : JsonText.EMPTY.text();
  }

  private static boolean isLongText(String name) {
    for (var prefix : LONG_TEXTS) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static void own(Map<String, Object> attributes, Map<String, Object> context) {
    attributes.forEach(
        (name, value) -> {
          if (name.startsWith(Names.CONTEXT) && name.length() > Names.CONTEXT.length()) {
            context.put(name.substring(Names.CONTEXT.length()), value);
          }
        });
  }

  private static String clean(String text) {
    return text == null ? null : JsonText.clean(text);
  }
}
