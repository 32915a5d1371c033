package dev.hindcast.ingest.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindcast.ingest.action.IncomingAction;
import dev.hindcast.ingest.action.RecordedDecision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionMapperTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void anEventIsAnActionWithItsDecisionAndTheBundlesRevision() throws Exception {
    var action =
        map(
            """
            {"decision_id": "d1", "timestamp": "2026-01-01T01:02:03.123456789+01:00", "path": "agents/guard",
             "trace_id": "0123456789abcdef0123456789abcdef", "span_id": "0123456789abcdef",
             "bundles": {"guard": {"revision": "r7"}},
             "input": {"tool": "refund", "args": {"amount": 600}, "context": {"user_role": "clerk"}, "agent": "support", "session_id": "s1"},
             "result": {"effect": "deny", "rule": "limit"}}""");
    assertThat(action.workflowId()).isEqualTo("s1");
    assertThat(action.time()).isEqualTo("2026-01-01T00:02:03.123456Z");
    assertThat(action.tool()).isEqualTo("refund");
    assertThat(action.agent()).isEqualTo("support");
    assertThat(action.arguments()).isEqualTo("{\"amount\":600}");
    assertThat(action.context())
        .startsWith("{\"user_role\":\"clerk\",\"opa\":{\"decision_id\":\"d1\"");
    assertThat(action.decision()).isEqualTo(new RecordedDecision("deny", "limit", "r7"));
    assertThat(action.unknown()).containsExactly("tenant", "model", "result");
    assertThat(action.spanId()).isEqualTo("0123456789abcdef");
  }

  @Test
  void erasedAndMaskedPlacesAreMarked() throws Exception {
    assertThat(erased("erased", "/input/args/card")).contains("args.card");
    assertThat(erased("masked", "/input/args/card")).contains("args.card");
    assertThat(erased("erased", "/input/args/a~1b")).contains("args[\"a/b\"]");
    assertThat(erased("erased", "/input/args/list/0")).contains("args.list");
    assertThat(erased("erased", "/input/context/user")).containsExactly("context.user");
    assertThat(erased("erased", "/input/tool")).contains("tool");
    assertThat(erased("erased", "/input"))
        .contains("tool", "args", "context", "agent", "workflow_id");
    assertThat(erased("erased", "/result/effect")).isEmpty();
    assertThat(erased("erased", "/nd_builtin_cache/rand.intn")).isEmpty();
  }

  private static List<String> erased(String list, String pointer) throws Exception {
    return map("""
            {"decision_id": "d1", "timestamp": "2026-01-01T00:00:00Z", "%s": ["%s"],
             "input": {"tool": "refund", "args": {"amount": 600, "list": [1]}, "context": {}}}"""
            .formatted(list, pointer))
        .erased();
  }

  @Test
  void aNameOfAnyLengthIsRefused() {
    for (var part : List.of("tool", "agent", "model", "tenant", "operation")) {
      assertThatThrownBy(
              () ->
                  map(
                      """
                      {"decision_id": "d1", "timestamp": "2026-01-01T00:00:00Z", "input": {"%s": "%s"}}"""
                          .formatted(part, "x".repeat(1001))))
          .isInstanceOf(DecisionMapper.RefusedException.class)
          .hasMessage("the " + part + " is longer than 1000 characters");
    }
  }

  @Test
  void erasedArgumentsAreNotRecorded() throws Exception {
    var action =
        map(
            """
            {"decision_id": "d1", "timestamp": "2026-01-01T00:00:00Z", "erased": ["/input/args"], "input": {"tool": "refund"}}""");
    assertThat(action.arguments()).isNull();
    assertThat(action.erased()).containsExactly("args");
    assertThat(action.workflowId()).isEqualTo("d1");
    assertThat(action.decision()).isEqualTo(RecordedDecision.NONE);
  }

  @Test
  void aBareResultMeansWhatItsRuleIsCalled() throws Exception {
    assertThat(effect("agents/allow", "true")).isEqualTo("allow");
    assertThat(effect("agents/allow", "false")).isEqualTo("deny");
    assertThat(effect("agents/deny", "true")).isEqualTo("deny");
    assertThat(effect("agents/main", "true")).isNull();
    assertThat(effect("agents/main", "{\"allow\": false}")).isEqualTo("deny");
    assertThat(effect("agents/main", "\"require_approval\"")).isEqualTo("require_approval");
    assertThat(effect("agents/main", "{\"effect\": \"explode\"}")).isNull();
  }

  private static String effect(String path, String result) throws Exception {
    return map("""
            {"decision_id": "d1", "timestamp": "2026-01-01T00:00:00Z", "path": "%s", "result": %s}"""
            .formatted(path, result))
        .decision()
        .effect();
  }

  @Test
  void aTeamsOwnShapeIsFollowed() throws Exception {
    var mapper =
        new DecisionMapper(
            new InputShape(
                Map.of("tool", List.of("/call/name"), "arguments", List.of("/call/with")),
                Set.of("agents/allow")));
    var event =
        """
        {"decision_id": "d", "timestamp": "2026-01-01T00:00:00Z", "path": "agents/%s",
         "input": {"call": {"name": "mail", "with": {"to": "x"}}, "user": "u", "tool": "no"}, "erased": ["/input/call/with/body", "/input/ip"]}""";
    var action = mapper.action(JSON.readTree(event.formatted("allow"))).orElseThrow();
    assertThat(action.tool()).isEqualTo("mail");
    assertThat(action.arguments()).isEqualTo("{\"to\":\"x\"}");
    assertThat(action.context()).contains("\"user\":\"u\"").doesNotContain("\"call\"");
    assertThat(action.erased()).contains("args.body", "context.ip");
    assertThat(mapper.action(JSON.readTree(event.formatted("other")))).isEmpty();
    assertThatThrownBy(() -> new InputShape(Map.of("colour", List.of("/c")), Set.of()))
        .hasMessageContaining("colour");
  }

  @Test
  void anEventWithoutIdOrTimeIsRefused() {
    assertThatThrownBy(() -> map("{\"timestamp\": \"2026-01-01T00:00:00Z\"}"))
        .hasMessage("decision_id is missing");
    assertThatThrownBy(() -> map("{\"decision_id\": \"d\"}"))
        .hasMessage("timestamp is missing or not RFC 3339");
  }

  private static IncomingAction map(String event) throws Exception {
    return new DecisionMapper(InputShape.usual()).action(JSON.readTree(event)).orElseThrow();
  }
}
