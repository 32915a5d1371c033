package dev.hindcast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter text = new StringWriter();
  private final AtomicLong now = new AtomicLong();

  @Test
  void aTerminalGetsOneLineThatIsDrawnAgain() {
    var progress = new ProgressLine(new PrintWriter(text), true, now::get);
    progress.show("replaying", 1, 4, "10 actions");
    progress.show("replaying", 4, 4, "9 actions");
    progress.end();
    assertThat(text.toString())
        .contains("\rreplaying  [######------------------] 25%  10 actions")
        .contains("\rreplaying  [########################] 100%  9 actions")
        .endsWith("\r")
        .doesNotContain("\n");
  }

  @Test
  void anythingElseGetsALineNowAndThen() {
    var progress = new ProgressLine(new PrintWriter(text), false, now::get);
    progress.show("replaying", 1, 4, "10 actions");
    now.addAndGet(Duration.ofSeconds(6).toNanos());
    progress.show("replaying", 2, 4, "20 actions");
    progress.show("replaying", 3, 4, "30 actions");
    progress.end();
    assertThat(text.toString().lines()).containsExactly("replaying 50% 20 actions");
  }
}
