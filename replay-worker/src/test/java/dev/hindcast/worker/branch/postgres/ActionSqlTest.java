package dev.hindcast.worker.branch.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.policy.reads.KeySet;
import dev.hindcast.policy.reads.Reads;
import dev.hindcast.worker.assignment.ShardRange;
import dev.hindcast.worker.assignment.Window;
import dev.hindcast.worker.branch.ActionQuery;
import dev.hindcast.worker.branch.Projection;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionSqlTest {
  private static final ShardRange WORKFLOWS = new ShardRange.Workflows("a", "b");

  @Test
  void onlyWhatIsReadIsSelectedAndKeysAreParameters() {
    var projection =
        new Projection(
            false,
            true,
            false,
            KeySet.of("it's"),
            KeySet.NONE,
            false,
            false,
            false,
            Optional.empty());
    var sql = ActionSql.of(new ActionQuery(new ShardRange.Actions(5, 9), Window.ALL, projection));
    assertThat(sql.text())
        .contains("arguments -> $1::text", "model", "action_id >= $2 AND action_id < $3")
        .doesNotContain("it's", "tenant", "context", "result", "ORDER BY");
    assertThat(sql.parameters()).containsExactly("it's", 5L, 9L);
  }

  @Test
  void historyIsReadInOrderAndPastTheWindow() {
    var start = Instant.parse("2026-05-01T00:00:00Z");
    var window = new Window(Optional.of(start), Optional.empty());
    var sql = ActionSql.of(new ActionQuery(WORKFLOWS, window, Projection.of(Reads.EVERYTHING)));
    assertThat(sql.text())
        .contains(
            "workflow_id IN (SELECT workflow_id",
            "ORDER BY workflow_id COLLATE \"C\", step, action_id")
        .contains(", arguments", ", context", ", result", ", error");
    assertThat(sql.parameters()).containsExactly("a", "b", "a", "b", start);
  }

  @Test
  void historyNeedsWholeWorkflows() {
    assertThatThrownBy(
            () ->
                new ActionQuery(
                    new ShardRange.Actions(0, 1), Window.ALL, Projection.of(Reads.EVERYTHING)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
