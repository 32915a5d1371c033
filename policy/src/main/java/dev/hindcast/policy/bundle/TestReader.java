package dev.hindcast.policy.bundle;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.bundle.BundleTest.Expectation;
import dev.hindcast.policy.decision.Effect;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one embedded test. */
final class TestReader {

  private static final String OPERATION = "execute_tool";

  private final YamlReader reader;
  private final Fields fields;
  private final List<Rule> rules;

  TestReader(YamlReader reader, Fields fields, List<Rule> rules) {
    this.reader = reader;
    this.fields = fields;
    this.rules = rules;
  }

  BundleTest read(int number) {
    fields.allowOnly("name", "action", "history", "workflow", "expect");
    fields.require("name", "action", "expect");
    List<HistoryItem> history = history();
    WorkflowInfo workflow =
        fields.fields("workflow").map(TestReader::workflow).orElse(WorkflowInfo.of("test"));
    Action action =
        fields
            .fields("action")
            .map(given -> action(given, history.size(), workflow.id()))
            .orElseGet(() -> Action.builder("").build());
    return new BundleTest(
        fields.text("name", "test " + number),
        action,
        workflow,
        history,
        fields
            .fields("expect")
            .map(this::expectation)
            .orElse(
                new Expectation(
                    Effect.ALLOW, Optional.empty(), Optional.empty(), Optional.empty())),
        fields.position());
  }

  private Action action(Fields action, int step, String workflowId) {
    action.allowOnly(
        "id", "tool", "args", "context", "agent", "model", "operation", "tenant", "step", "time");
    action.require("tool");
    return Action.builder(action.word("tool", ""))
        .id(action.integer("id", 1))
        .workflow(workflowId, action.integer("step", step))
        .time(time(action))
        .tenant(action.word("tenant", ""))
        .agent(action.word("agent", ""))
        .model(action.word("model", ""))
        .operation(action.word("operation", OPERATION))
        .args(args(action))
        .context(action.object("context"))
        .build();
  }

  private List<HistoryItem> history() {
    List<HistoryItem> items = new ArrayList<>();
    for (Node node : fields.nodes("history")) {
      reader
          .fields(node, "a history item")
          .map(item -> item(item, items.size()))
          .ifPresent(items::add);
    }
    return items;
  }

  private static HistoryItem item(Fields item, int step) {
    item.allowOnly(
        "tool", "args", "context", "agent", "operation", "step", "time", "result", "error");
    item.require("tool");
    return new HistoryItem(
        item.integer("step", step),
        time(item),
        item.word("agent", ""),
        item.word("operation", OPERATION),
        item.word("tool", ""),
        args(item),
        item.object("context"),
        item.json("result"),
        item.json("error") == null ? null : item.word("error", ""));
  }

  private static WorkflowInfo workflow(Fields workflow) {
    workflow.allowOnly("id", "attributes");
    return new WorkflowInfo(workflow.word("id", "test"), workflow.object("attributes"));
  }

  /** Absent is the empty object; an explicit null says that the arguments were not recorded. */
  private static @Nullable Map<String, Object> args(Fields fields) {
    return fields.has("args") && fields.json("args") == null ? null : fields.object("args");
  }

  private static Instant time(Fields fields) {
    String text = fields.word("time", "");
    if (text.isEmpty()) {
      return Instant.EPOCH;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      fields.error("time", "'time' must look like 2026-03-01T09:30:00Z: '" + text + "'");
      return Instant.EPOCH;
    }
  }

  private Expectation expectation(Fields expect) {
    expect.allowOnly("effect", "rule", "reason", "args");
    expect.require("effect");
    Optional<String> rule =
        expect.has("rule") ? Optional.of(expect.word("rule", "")) : Optional.empty();
    if (rule.isPresent()
        && !rule.get().isEmpty()
        && rules.stream().noneMatch(known -> known.id().equals(rule.get()))) {
      expect.error("rule", "no rule of this bundle is called '" + rule.get() + "'");
    }
    return new Expectation(
        expect.oneOf("effect", Effect::byId, BundleParser.EFFECTS).orElse(Effect.ALLOW),
        rule,
        expect.has("reason") ? Optional.of(expect.word("reason", "")) : Optional.empty(),
        expect.has("args") ? Optional.of(expect.object("args")) : Optional.empty());
  }
}
