package dev.hindcast.policy.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.policy.decision.ArgumentEdit;
import dev.hindcast.policy.decision.Decision;
import dev.hindcast.policy.decision.Effect;
import dev.hindcast.policy.decision.EvaluationError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeKindTest {

  /** {@code effect/rule/reason/new value}; the effect {@code error} is a deny by error. */
  private static Decision decision(String text) {
    String[] parts = text.split("/", -1);
    if (parts[0].equals("error")) {
      return Decision.byError(new EvaluationError(parts[1], "broken"));
    }
    Decision plain =
        Decision.byRule(
            Effect.byId(parts[0]).orElseThrow(),
            parts.length > 1 ? parts[1] : "",
            parts.length > 2 ? parts[2] : "",
            "message " + text);
    return parts.length > 3
        ? plain.withEdits(List.of(ArgumentEdit.replaced("args.a", parts[3])))
        : plain;
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          allow,              allow,              ,                     false, false
          allow/r,            allow/s,            RULE_CHANGED,         false, false
          deny/r/x,           deny/r/y,           REASON_CHANGED,       false, false
          deny/r/x,           deny/s/y,           RULE_CHANGED,         false, false
          allow,              deny/r,             NEWLY_DENIED,         true,  true
          require_approval/r, deny/s,             NEWLY_DENIED,         true,  true
          modify/r//1,        deny/s,             NEWLY_DENIED,         true,  true
          allow,              require_approval/r, NEWLY_ESCALATED,      false, true
          deny/r,             require_approval/r, NEWLY_ESCALATED,      false, true
          deny/r,             allow,              NEWLY_ALLOWED,        false, true
          deny/r,             warn/s,             NEWLY_ALLOWED,        false, true
          require_approval/r, modify/s//1,        NEWLY_ALLOWED,        false, true
          require_approval/r, allow,              NEWLY_ALLOWED,        false, true
          allow,              modify/r//1,        NEWLY_MODIFIED,       false, true
          allow,              modify/r,           NEWLY_MODIFIED,       false, false
          warn/w,             modify/r//1,        NEWLY_MODIFIED,       false, true
          modify/r//1,        allow,              MODIFICATION_CHANGED, false, true
          modify/r//1,        warn/w,             MODIFICATION_CHANGED, false, true
          modify/r//1,        modify/r//2,        MODIFICATION_CHANGED, false, true
          modify/r//1,        modify/s//1,        RULE_CHANGED,         false, false
          allow,              warn/w,             NEWLY_WARNED,         false, false
          warn/w,             allow,              WARNING_LOST,         false, false
          allow,              error/r,            ERROR_GAINED,         true,  true
          deny/r,             error/r,            ERROR_GAINED,         false, false
          error/r,            deny/r,             ERROR_LOST,           false, false
          error/r,            allow,              ERROR_LOST,           false, true
          error/r,            error/s,            RULE_CHANGED,         false, false
          """)
  void kinds(String before, String after, ChangeKind kind, boolean lost, boolean diverges) {
    Decision baseline = decision(before);
    Decision candidate = decision(after);

    assertThat(ChangeKind.of(baseline, candidate)).isEqualTo(Optional.ofNullable(kind));
    assertThat(ChangeKind.lost(baseline, candidate)).isEqualTo(lost);
    assertThat(ChangeKind.diverges(baseline, candidate)).isEqualTo(diverges);
  }
}
