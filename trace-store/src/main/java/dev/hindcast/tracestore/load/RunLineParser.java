package dev.hindcast.tracestore.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads the lines of a file of runs. A line with a {@code step} is a call, any other a session. */
final class RunLineParser {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final int MAX_WORKFLOW_ID = 1000;

  private RunLineParser() {}

  /** What is wrong with a line. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String problem) {
      super(problem);
    }
  }

  static RunLine parse(String line) throws MalformedException {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      var place = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new MalformedException("no JSON" + place);
    }
    if (!node.isObject()) {
      throw new MalformedException("no JSON object");
    }
    var workflowId = node.path("session_id");
    if (!workflowId.isTextual()
        || workflowId.textValue().isEmpty()
        || workflowId.textValue().length() > MAX_WORKFLOW_ID) {
      throw new MalformedException(
          "session_id must be a text of 1 to " + MAX_WORKFLOW_ID + " characters");
    }
    var ending = ending(node);
    return node.has("step")
        ? call(workflowId.textValue(), node, ending)
        : new RunLine.Session(workflowId.textValue(), ending);
  }

  private static RunLine.Call call(String workflowId, JsonNode node, RunLine.Ending ending)
      throws MalformedException {
    var step = node.path("step");
    if (!step.canConvertToExactIntegral() || !step.canConvertToInt() || step.intValue() < 0) {
      throw new MalformedException("step must be a whole number from 0");
    }
    return new RunLine.Call(
        workflowId,
        step.intValue(),
        textOr(node, "agent", ""),
        textOr(node, "model", ""),
        textOr(node, "tool", null),
        json(node.path("args")),
        context(node).toString(),
        json(node.path("result")),
        errorText(node.path("error")),
        ending);
  }

  // What an attacker planted, and whether it worked, is known in hindsight only: it is a label of
  // the
  // outcome, never context that a policy could read.
  private static ObjectNode context(JsonNode node) {
    var context = MAPPER.createObjectNode();
    for (var field : List.of("source", "domain", "user_task")) {
      copy(node.path(field), context, field);
    }
    copy(node.path("extra").path("user_said"), context, "user_said");
    copy(node.path("extra").path("turn"), context, "turn");
    context.put("time_assigned", true);
    return context;
  }

  private static RunLine.Ending ending(JsonNode node) {
    var outcome = node.path("outcome");
    var attackSucceeded = truth(node.path("attack_succeeded"));
    var utility = truth(outcome.path("utility"));
    var reward = outcome.path("reward").isNumber() ? outcome.path("reward").doubleValue() : null;
    var labels = MAPPER.createObjectNode();
    for (var field : List.of("source", "attack", "attack_succeeded", "user_task_id")) {
      copy(node.path(field), labels, field);
    }
    for (var field : List.of("utility", "security", "reward")) {
      copy(outcome.path(field), labels, field);
    }
    labels.put("time_assigned", true);
    return new RunLine.Ending(RunOutcome.of(attackSucceeded, utility, reward), labels.toString());
  }

  private static void copy(JsonNode value, ObjectNode target, String name) {
    if (!value.isMissingNode() && !value.isNull()) {
      target.set(name, value);
    }
  }

  private static Boolean truth(JsonNode value) {
    return value.isBoolean() ? value.booleanValue() : null;
  }

  private static String textOr(JsonNode node, String field, String absent) {
    var value = node.path(field);
    return value.isMissingNode() || value.isNull() ? absent : value.asText();
  }

  private static String json(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? null : value.toString();
  }

  private static String errorText(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    return json(value);
  }
}
