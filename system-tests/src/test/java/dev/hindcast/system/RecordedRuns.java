package dev.hindcast.system;

import dev.hindcast.policy.action.Action;
import dev.hindcast.policy.action.HistoryItem;
import dev.hindcast.policy.action.JsonValues;
import dev.hindcast.policy.action.WorkflowInfo;
import dev.hindcast.policy.engine.EvaluationInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads a file of recorded calls straight, without any of Hindcast's stores: what an independent
 * engine is given too.
 */
final class RecordedRuns {
  private RecordedRuns() {}

  /**
   * Hands out each call: as the input of a policy, and as the JSON object that the other engine
   * gets.
   */
  static void read(Path calls, BiConsumer<EvaluationInput, Map<String, Object>> consumer) {
    var histories = new HashMap<String, List<HistoryItem>>();
    var plain = new HashMap<String, List<Map<String, Object>>>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(calls)), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var call = JsonValues.parseObject(line);
        var workflow = text(call, "session_id");
        var history = histories.computeIfAbsent(workflow, w -> new ArrayList<>());
        var plainHistory = plain.computeIfAbsent(workflow, w -> new ArrayList<>());
        var context = new LinkedHashMap<String, Object>();
        context.put("user_task", call.get("user_task"));
        context.put("domain", call.get("domain"));
        var args = JsonValues.asObject(call.get("args")).orElse(null);
        var action =
            Action.builder(text(call, "tool"))
                .workflow(workflow, ((Number) call.get("step")).intValue())
                .agent(text(call, "agent"))
                .args(args)
                .context(context)
                .build();
        var input = new LinkedHashMap<String, Object>();
        input.put("tool", call.get("tool"));
        input.put("args", call.get("args"));
        input.put("step", call.get("step"));
        input.put("context", context);
        input.put("history", plainHistory);
        consumer.accept(
            new EvaluationInput(action, WorkflowInfo.of(workflow), List.copyOf(history)), input);

        history.add(HistoryItem.of(action, call.get("result"), (String) call.get("error")));
        var item = new LinkedHashMap<String, Object>();
        for (var field : List.of("tool", "args", "result", "error")) {
          item.put(field, call.get(field));
        }
        plainHistory.add(item);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Map<String, Object> call, String field) {
    return call.get(field) instanceof String value ? value : "";
  }
}
