package dev.hindcast.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.replay.v1.Coverage;
import dev.hindcast.proto.replay.v1.Diff;
import org.junit.jupiter.api.Test;

class DiffTextTest {
  @Test
  void saysWhatItMeansFirst() {
    assertThat(DiffText.lines(SampleDiff.REPLAY, SampleDiff.DIFF))
        .startsWith(
            "guard/2 against no policy (everything allowed)",
            "",
            "1,234 of 9,900 actions would be decided differently (12.4%).",
            "7 workflows that succeeded would break; in 3 incidents the candidate would have stepped in.")
        .contains(
            "  newly denied    1,234      12.4%",
            "  FROM \\ TO   deny  allow",
            "  allow      1,234  8,666",
            "  limit    1,234  1,234 newly denied",
            "  w1               a1        4  refund by limit      2         1",
            "Coverage: 9,900 of 10,000 actions judged (99.0%); not replayable: 100 arguments_not_recorded",
            "Rules of the candidate that never decided: dead",
            "Errors of the candidate that were skipped: 5",
            "Fork in 41 ms, replay in 2.0 s (5,000 actions/s, 4 shards)",
            "replays/r1, digest 0123456789ab");
  }

  @Test
  void noChangeIsGoodNews() {
    var diff =
        Diff.newBuilder()
            .setComplete(true)
            .setUnchangedCount(5)
            .setCoverage(Coverage.newBuilder().setActionCount(5).setJudgedCount(5))
            .build();
    assertThat(DiffText.lines(SampleDiff.REPLAY, diff))
        .contains("Not one of 5 actions would be decided differently.")
        .noneMatch(line -> line.contains("Workflows that lose"));
  }
}
