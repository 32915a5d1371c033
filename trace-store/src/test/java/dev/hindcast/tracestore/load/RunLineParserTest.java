package dev.hindcast.tracestore.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.tracestore.load.RunLineParser.MalformedException;
import org.junit.jupiter.api.Test;

class RunLineParserTest {
  @Test
  void readsACall() throws MalformedException {
    var line =
        """
        {"source":"lab","session_id":"s1","step":3,"agent":"a","model":"m","domain":"retail","user_task":"buy",
         "tool":"pay","args":{"amount":10.50,"n":12345678901234567890},"result":"ok","error":null,
         "outcome":{"utility":true},"attack":"direct","extra":{"turn":1,"user_said":"please"}}
        """;
    var call = (RunLine.Call) RunLineParser.parse(line);
    assertThat(call.workflowId()).isEqualTo("s1");
    assertThat(call.step()).isEqualTo(3);
    assertThat(call.arguments()).isEqualTo("{\"amount\":10.50,\"n\":12345678901234567890}");
    assertThat(call.result()).isEqualTo("\"ok\"");
    assertThat(call.error()).isNull();
    assertThat(call.context())
        .isEqualTo(
            "{\"source\":\"lab\",\"domain\":\"retail\",\"user_task\":\"buy\",\"user_said\":\"please\",\"turn\":1,\"time_assigned\":true}");
    assertThat(call.ending().outcome()).isEqualTo(RunOutcome.SUCCESS);
    assertThat(call.ending().labels()).contains("\"attack\":\"direct\"", "\"utility\":true");
  }

  @Test
  void nullAndAbsentAreNotRecorded() throws MalformedException {
    var absent = (RunLine.Call) RunLineParser.parse("{\"session_id\":\"s\",\"step\":0}");
    var nothing =
        (RunLine.Call)
            RunLineParser.parse(
                "{\"session_id\":\"s\",\"step\":0,\"tool\":null,\"args\":null,\"result\":null}");
    assertThat(absent).isEqualTo(nothing);
    assertThat(absent.arguments()).isNull();
    assertThat(absent.tool()).isNull();
    assertThat(absent.agent()).isEmpty();
  }

  @Test
  void anErrorThatIsNoTextIsKeptAsJson() throws MalformedException {
    var call =
        (RunLine.Call)
            RunLineParser.parse("{\"session_id\":\"s\",\"step\":0,\"error\":{\"code\":5}}");
    assertThat(call.error()).isEqualTo("{\"code\":5}");
  }

  @Test
  void saysWhatIsWrong() {
    assertMalformed("{\"session_id\":", "no JSON at column");
    assertMalformed("[]", "no JSON object");
    assertMalformed("{\"step\":0}", "session_id must be");
    assertMalformed("{\"session_id\":\"\",\"step\":0}", "session_id must be");
    assertMalformed("{\"session_id\":\"s\",\"step\":-1}", "step must be");
    assertMalformed("{\"session_id\":\"s\",\"step\":\"1\"}", "step must be");
    assertMalformed("{\"session_id\":\"s\",\"step\":1.5}", "step must be");
    assertMalformed("{\"session_id\":\"s\",\"step\":1} x", "no JSON");
  }

  private static void assertMalformed(String line, String problem) {
    assertThatThrownBy(() -> RunLineParser.parse(line))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(problem);
  }
}
