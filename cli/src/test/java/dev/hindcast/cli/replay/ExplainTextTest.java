package dev.hindcast.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.hindcast.proto.replay.v1.ExplainChangeResponse;
import dev.hindcast.proto.replay.v1.RecordedAction;
import dev.hindcast.proto.replay.v1.Replay;
import dev.hindcast.proto.replay.v1.Window;
import org.junit.jupiter.api.Test;

class ExplainTextTest {
  private static final Replay SUCCEEDED =
      Replay.newBuilder().setState(Replay.State.STATE_SUCCEEDED).build();
  private static final ExplainChangeResponse NO_CHANGE =
      ExplainChangeResponse.newBuilder()
          .setAction(
              RecordedAction.newBuilder()
                  .setActionId(7)
                  .setWorkflowId("w1")
                  .setStep(3)
                  .setActionTime(Timestamps.fromSeconds(1_000)))
          .build();

  @Test
  void anActionThatWasJudgedAndHasNoChangeDoesNotDiffer() {
    assertThat(text(SUCCEEDED, NO_CHANGE))
        .startsWith("Action 7, step 3 of w1: the decision does not differ.")
        .contains("\nBaseline: ");
  }

  @Test
  void whatIsNotReplayableIsSaidToBeAndBothJudgementsAreGuesses() {
    var erased = NO_CHANGE.toBuilder().setNotReplayable("field_erased").build();
    assertThat(text(SUCCEEDED, erased))
        .startsWith("Action 7, step 3 of w1: not replayable, field_erased.")
        .contains("Baseline (a guess): ", "Candidate (a guess): ")
        .doesNotContain("does not differ");
  }

  @Test
  void whatTheWindowLeftOutWasNotJudged() {
    var later = Window.newBuilder().setStartTime(Timestamps.fromSeconds(1_001));
    var earlier = Window.newBuilder().setEndTime(Timestamps.fromSeconds(1_000));
    var around = Window.newBuilder().setStartTime(Timestamps.fromSeconds(1_000));
    assertThat(text(SUCCEEDED.toBuilder().setWindow(later).build(), NO_CHANGE))
        .contains("outside of the replay's window")
        .doesNotContain("does not differ");
    assertThat(text(SUCCEEDED.toBuilder().setWindow(earlier).build(), NO_CHANGE))
        .contains("outside of the replay's window");
    assertThat(text(SUCCEEDED.toBuilder().setWindow(around).build(), NO_CHANGE))
        .contains("does not differ");
  }

  @Test
  void aReplayThatDidNotEndWellSaysNothingAboutAnActionWithoutAChange() {
    var failed = Replay.newBuilder().setState(Replay.State.STATE_FAILED).build();
    assertThat(text(failed, NO_CHANGE))
        .contains("the replay, failed, has recorded no change of it")
        .doesNotContain("does not differ");
  }

  private static String text(Replay replay, ExplainChangeResponse response) {
    return String.join("\n", ExplainText.lines(replay, response));
  }
}
