package dev.hindcast.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.diff.ShardSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {

  private static final Map<String, Object> DIFF = diff();

  private static Map<String, Object> diff() {
    Map<String, Object> diff =
        new LinkedHashMap<>(
            DiffFacts.of(ShardSummary.empty(), 2, new DiffFacts.Touched(3, 1, 4, 0)));
    diff.put("actions", 1000L);
    diff.put("judged", 990L);
    diff.put("coverage", 0.99);
    diff.put("newly_denied", 7L);
    return diff;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          diff.broken_workflows == 0                              | false
          diff.broken_workflows <= 2 && diff.coverage >= 0.99     | true
          diff.newly_denied <= diff.actions / 100                 | true
          double(diff.newly_denied) / double(diff.judged) < 0.001 | false
          diff.touched.incident > diff.touched.success            | true
          diff.error_gained == 0                                  | true
          diff['coverage'] == 1                                   | false
          """)
  void verdicts(String expression, boolean passed) {
    Gate gate = Gates.compile("g", expression).gate().orElseThrow();

    GateVerdict verdict = gate.evaluate(DIFF);

    assertThat(verdict.passed()).isEqualTo(passed);
    assertThat(verdict.error()).isEmpty();
    assertThat(verdict.values()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "diff.skipped_errors == 0,       0, true",
    "diff.skipped_errors == 0,       1, false",
    "diff['skipped_errors'] == 0,    1, false",
    "diff.newly_denied == 7,         1, true",
  })
  void whatADeltaReplayDoesNotKnowFails(String expression, long unpulled, boolean passed) {
    var diff = new LinkedHashMap<>(DIFF);
    diff.put("unpulled", unpulled);

    var verdict = Gates.compile("g", expression).gate().orElseThrow().evaluate(diff);

    assertThat(verdict.passed()).isEqualTo(passed);
    assertThat(verdict.error().isEmpty()).isEqualTo(passed);
  }

  @Test
  void theVerdictShowsTheValues() {
    Gate gate =
        Gates.compile("g", "diff.newly_denied == 0 || diff.coverage < 0.5").gate().orElseThrow();

    assertThat(gate.evaluate(DIFF).values())
        .isEqualTo(Map.of("newly_denied", 7L, "coverage", 0.99));
  }

  @Test
  void nothingJudgedIsNothingCovered() {
    var empty = DiffFacts.of(ShardSummary.empty(), 0, new DiffFacts.Touched(0, 0, 0, 0));

    assertThat(
            Gates.compile("g", "diff.coverage > 0.99")
                .gate()
                .orElseThrow()
                .evaluate(empty)
                .passed())
        .isFalse();
  }

  @Test
  void anErrorIsNoPass() {
    Gate gate = Gates.compile("g", "diff.changed / diff.unchanged == 0").gate().orElseThrow();

    GateVerdict verdict = gate.evaluate(DIFF);

    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.error()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          diff.newly_deneid == 0 | 0  | newly_denied
          diff.changed           | -1 |
          diff.changed == 0 &&   | -1 |
          changed == 0           | 0  | changed
          diff.changed + 1       | -1 |
          """)
  void wrongGates(String expression, int offset, String word) {
    Gates.Result result = Gates.compile("g", expression);

    if (expression.equals("diff.changed")) {
      // A single value is dyn: only the evaluation can tell.
      assertThat(result.gate().orElseThrow().evaluate(DIFF).passed()).isFalse();
      return;
    }
    assertThat(result.gate()).isEmpty();
    assertThat(result.issues()).isNotEmpty();
    if (offset >= 0) {
      assertThat(result.issues().getFirst().offset()).isEqualTo(offset);
      assertThat(result.issues().getFirst().message()).contains(word);
    }
  }
}
